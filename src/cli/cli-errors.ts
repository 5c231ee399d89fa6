import { defineErrorCodes, EXIT } from '../core/home-error.js'

export const CLI_ERRORS = defineErrorCodes({
  USAGE: {
    exitCode: EXIT.usage,
    meaning: 'A command, option or argument is unknown, missing or has an invalid value.',
  },
  INTERNAL: { exitCode: EXIT.failed, meaning: 'Internal error of homemanager. Please report it.' },
  INTERRUPTED: {
    exitCode: EXIT.interrupted,
    meaning: 'The command was interrupted by Ctrl-C, SIGTERM or SIGHUP.',
  },
})
