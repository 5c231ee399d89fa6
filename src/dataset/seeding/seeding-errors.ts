import { defineErrorCodes, type ErrorCodes, EXIT } from '../../core/home-error.js'

export const SEEDING_ERRORS: ErrorCodes<
  'PROFILE_NOT_FOUND' | 'PROFILE_INVALID' | 'DIFFERENT_DATASET_SEEDED' | 'NOT_MIGRATED' | 'NO_DATASET'
> = defineErrorCodes({
  PROFILE_NOT_FOUND: {
    exitCode: EXIT.usage,
    meaning: 'There is no seed profile of that name or at that path.',
  },
  PROFILE_INVALID: { exitCode: EXIT.usage, meaning: 'A seed profile does not follow its schema.' },
  DIFFERENT_DATASET_SEEDED: {
    exitCode: EXIT.failed,
    meaning: 'A store holds another seeded world; --reset replaces it and --append adds to it.',
  },
  NO_DATASET: {
    exitCode: EXIT.failed,
    meaning: 'No store holds a world that verify --dataset could compare with.',
  },
  NOT_MIGRATED: { exitCode: EXIT.failed, meaning: 'A store lacks the tables that a world needs.' },
})
