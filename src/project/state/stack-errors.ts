import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const STACK_ERRORS = defineErrorCodes({
  STACK_STOPPED: {
    exitCode: EXIT.failed,
    meaning: 'A stack of the library was used after its `stop()` was called.',
  },
  STACK_NOT_RUNNING: {
    exitCode: EXIT.failed,
    meaning: 'The command or call requires a running stack, which is not running or has ended.',
  },
  PORT_IN_USE: { exitCode: EXIT.failed, meaning: 'A pinned port is in use by another process.' },
  PORT_NOT_PERMITTED: {
    exitCode: EXIT.failed,
    meaning: 'This user may not listen on a pinned port, for example one below 1024.',
  },
  READY_TIMEOUT: {
    exitCode: EXIT.timedOut,
    meaning: 'A component of the stack did not become ready within --timeout.',
  },
  AUTHENTICATION_FAILED: {
    exitCode: EXIT.failed,
    meaning: 'PostgreSQL rejected the configured user, password or database.',
  },
  LOCK_TIMEOUT: {
    exitCode: EXIT.timedOut,
    meaning: 'Another command for the same project did not finish within --timeout, or --wait of migrate.',
  },
  STUDIO_START_FAILED: {
    exitCode: EXIT.failed,
    meaning: '`up --studio` could not start Studio. The stack is running.',
  },
  SERVICES_FAILED: { exitCode: EXIT.failed, meaning: 'The services or the gateway exited while starting.' },
  SERVICE_COMMAND_FAILED: {
    exitCode: EXIT.failed,
    meaning: 'The command of a custom service could not be started, or ended before the service was ready.',
  },
  SERVICES_IN_PROGRAM: {
    exitCode: EXIT.failed,
    meaning:
      'The services run in a program that uses the library. They would have to be started again, and homemanager does not stop the program.',
  },
  SERVICES_NOT_HELD: {
    exitCode: EXIT.failed,
    meaning: 'Requests to the services could not be held back to save or restore a snapshot.',
  },
  NOT_RESTARTABLE: {
    exitCode: EXIT.failed,
    meaning: 'homemanager does not run the component that it should restart.',
  },
  PROJECT_NOT_FOUND: {
    exitCode: EXIT.usage,
    meaning:
      'The project was never started in the directory: others were, or the one that --project names runs in another directory.',
  },
  UNKNOWN_COMPONENT: { exitCode: EXIT.usage, meaning: 'No component of the stack has that name.' },
  PROVIDER_CHANGED: {
    exitCode: EXIT.failed,
    meaning: 'The stack is running, or has data, with a different provider than the requested one.',
  },
  STACK_DIFFERS: {
    exitCode: EXIT.failed,
    meaning:
      'createStack was called for a running stack whose configuration, migrations or dataset differ. It never changes one.',
  },
  DIRECTORY_HARD_LINKED: {
    exitCode: EXIT.failed,
    meaning: 'The state directory is a copy made of hard links: its files are those of another project.',
  },
  PROJECT_AMBIGUOUS: {
    exitCode: EXIT.usage,
    meaning: 'Projects with the same name in several directories have a stack.',
  },
  FORK_FAILED: {
    exitCode: EXIT.failed,
    meaning:
      'The data of a stack could not be copied for stack.fork(), often because other clients are connected to it.',
  },
})
