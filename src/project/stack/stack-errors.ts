import { defineErrorCodes, type ErrorCodes, EXIT } from '../../core/home-error.js'

export const STACK_ERRORS: ErrorCodes<
  | 'STACK_NOT_RUNNING'
  | 'PORT_IN_USE'
  | 'READY_TIMEOUT'
  | 'AUTHENTICATION_FAILED'
  | 'DIRECTORY_NOT_WRITABLE'
  | 'DISK_FULL'
  | 'LOCK_TIMEOUT'
  | 'SERVICES_FAILED'
  | 'UNKNOWN_COMPONENT'
  | 'PROVIDER_CHANGED'
  | 'FORK_FAILED'
  | 'ADDON_UNAVAILABLE'
  | 'OPTION_INVALID'
> = defineErrorCodes({
  STACK_NOT_RUNNING: {
    exitCode: EXIT.failed,
    meaning: 'The command needs a running stack, and there is none.',
  },
  PORT_IN_USE: { exitCode: EXIT.failed, meaning: 'A port that was set by hand belongs to another process.' },
  READY_TIMEOUT: {
    exitCode: EXIT.timedOut,
    meaning: 'A part of the stack did not answer within --timeout.',
  },
  AUTHENTICATION_FAILED: {
    exitCode: EXIT.failed,
    meaning: 'PostgreSQL does not know the user, password or database that are configured.',
  },
  DIRECTORY_NOT_WRITABLE: { exitCode: EXIT.failed, meaning: 'The folder for state and data takes no files.' },
  DISK_FULL: { exitCode: EXIT.failed, meaning: 'The disk of the state and data folder is full.' },
  LOCK_TIMEOUT: {
    exitCode: EXIT.timedOut,
    meaning: 'Another command works on the same project and did not finish within --timeout.',
  },
  SERVICES_FAILED: { exitCode: EXIT.failed, meaning: 'The services or the gateway ended while starting.' },
  UNKNOWN_COMPONENT: { exitCode: EXIT.usage, meaning: 'There is no part of the stack with that name.' },
  ADDON_UNAVAILABLE: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'An optional part was asked for, and the provider cannot run it.',
  },
  OPTION_INVALID: {
    exitCode: EXIT.usage,
    meaning:
      'A program called the library with an option that does not exist or a value that it cannot have.',
  },
  PROVIDER_CHANGED: {
    exitCode: EXIT.failed,
    meaning: 'The stack runs with one provider and another one was asked for.',
  },
  FORK_FAILED: {
    exitCode: EXIT.failed,
    meaning:
      'The data of a stack could not be copied for stack.fork(), often because someone is connected to it.',
  },
})
