import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const STORE_ERRORS = defineErrorCodes({
  REMOTE_TARGET_NOT_ALLOWED: {
    exitCode: EXIT.confirmationRequired,
    meaning: 'A command that writes data was run against a store on another machine without --allow-remote.',
  },
  TARGET_PROTECTED: {
    exitCode: EXIT.failed,
    meaning: 'A command would change a store for which homemanager.yaml has protected: true.',
  },
  CREDENTIALS_NOT_FOUND: {
    exitCode: EXIT.failed,
    meaning: 'The provider chain of the AWS SDK has no credentials for a store.',
  },
  STORE_ERROR: { exitCode: EXIT.failed, meaning: 'A store returned an error.' },
})
