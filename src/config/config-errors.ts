import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const CONFIG_ERRORS: ErrorCodes<'CONFIG_INVALID' | 'CONFIG_UNREADABLE' | 'DIRECTORY_NOT_FOUND'> =
  defineErrorCodes({
    CONFIG_INVALID: {
      exitCode: EXIT.usage,
      meaning: 'homemanager.yaml, an environment variable or a flag has a value that is not allowed.',
    },
    CONFIG_UNREADABLE: { exitCode: EXIT.failed, meaning: 'homemanager.yaml is there and cannot be read.' },
    DIRECTORY_NOT_FOUND: { exitCode: EXIT.usage, meaning: 'The folder that --cwd names does not exist.' },
  })
