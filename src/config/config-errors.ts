import { defineErrorCodes, EXIT } from '../core/home-error.js'

export const CONFIG_ERRORS = defineErrorCodes({
  CONFIG_INVALID: {
    exitCode: EXIT.usage,
    meaning: 'homemanager.yaml, an environment variable or an option has an invalid value.',
  },
  CONFIG_UNREADABLE: { exitCode: EXIT.failed, meaning: 'homemanager.yaml exists and cannot be read.' },
  DIRECTORY_NOT_FOUND: {
    exitCode: EXIT.usage,
    meaning: 'The directory given by --cwd or the option cwd does not exist or cannot be read.',
  },
})
