import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const CLI_ERRORS: ErrorCodes<'USAGE' | 'INTERNAL' | 'INTERRUPTED'> = defineErrorCodes({
  USAGE: { exitCode: EXIT.usage, meaning: 'An unknown command or flag, or a value that it does not take.' },
  INTERNAL: { exitCode: EXIT.failed, meaning: 'A fault of homemanager itself. Please report it.' },
  INTERRUPTED: { exitCode: EXIT.interrupted, meaning: 'Ctrl-C, SIGTERM or SIGHUP ended the command.' },
})
