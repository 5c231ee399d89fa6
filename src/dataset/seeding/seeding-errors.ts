import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const SEEDING_ERRORS = defineErrorCodes({
  PROFILE_NOT_FOUND: {
    exitCode: EXIT.usage,
    meaning: 'No seed profile has this name or path.',
  },
  PROFILE_INVALID: { exitCode: EXIT.usage, meaning: 'A seed profile does not conform to its schema.' },
  DIFFERENT_DATASET_SEEDED: {
    exitCode: EXIT.failed,
    meaning: 'A store contains a different seeded dataset. --reset replaces it, --append adds to it.',
  },
  DATASET_OUTDATED: {
    exitCode: EXIT.failed,
    meaning:
      'A store contains a dataset that an earlier version of the generator created. It keeps working; --reset replaces it.',
  },
  NO_DATASET: {
    exitCode: EXIT.failed,
    meaning:
      'No store contains a seeded dataset that verify --dataset can compare with or seed --repair can repair.',
  },
  DATASET_REJECTED: {
    exitCode: EXIT.failed,
    meaning:
      'A constraint of a store rejects records of the dataset, or their removal. It usually comes from your own migrations.',
  },
  NOT_MIGRATED: {
    exitCode: EXIT.failed,
    meaning: 'A store is missing tables; its migrations have not been applied.',
  },
})
