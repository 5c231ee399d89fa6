import { defineErrorCodes, EXIT } from '../../../core/home-error.js'

export const DOCKER_ERRORS = defineErrorCodes({
  DOCKER_UNAVAILABLE: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'No Docker daemon is responding.',
  },
  DOCKER_ERROR: { exitCode: EXIT.failed, meaning: 'The Docker daemon returned an error.' },
  COMPOSE_FILE_INVALID: {
    exitCode: EXIT.failed,
    meaning:
      'The Compose file is invalid, or uses something outside of the subset that homemanager supports.',
  },
  IMAGE_MISSING: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'An image does not exist locally, and pulling is disabled by "--pull never".',
  },
  IMAGE_PULL_FAILED: { exitCode: EXIT.missingPrerequisite, meaning: 'An image could not be pulled.' },
  PROJECT_NAME_CONFLICT: {
    exitCode: EXIT.failed,
    meaning: 'Containers or volumes with the same project name belong to another directory.',
  },
})
