import { defineErrorCodes, type ErrorCodes, EXIT } from '../../../core/home-error.js'

export const DOCKER_ERRORS: ErrorCodes<
  | 'DOCKER_UNAVAILABLE'
  | 'DOCKER_ERROR'
  | 'COMPOSE_FILE_INVALID'
  | 'IMAGE_MISSING'
  | 'IMAGE_PULL_FAILED'
  | 'PROJECT_NAME_CONFLICT'
> = defineErrorCodes({
  DOCKER_UNAVAILABLE: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'No Docker engine answers on this machine.',
  },
  DOCKER_ERROR: { exitCode: EXIT.failed, meaning: 'The Docker engine refused a request.' },
  COMPOSE_FILE_INVALID: {
    exitCode: EXIT.failed,
    meaning: 'The Compose file is damaged, or says something outside of the subset that homemanager reads.',
  },
  IMAGE_MISSING: {
    exitCode: EXIT.missingPrerequisite,
    meaning: 'An image is not on this machine and pulling is forbidden.',
  },
  IMAGE_PULL_FAILED: { exitCode: EXIT.missingPrerequisite, meaning: 'An image could not be pulled.' },
  PROJECT_NAME_CONFLICT: {
    exitCode: EXIT.failed,
    meaning: 'Containers of the same project name belong to another folder.',
  },
})
