import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const SEEDING_ERRORS: ErrorCodes<
  'PROFILE_NOT_FOUND' | 'PROFILE_INVALID' | 'OTHER_WORLD_SEEDED' | 'SEED_REMOTE' | 'NOT_MIGRATED' | 'NO_WORLD'
> = defineErrorCodes({
  PROFILE_NOT_FOUND: {
    exitCode: EXIT.usage,
    meaning: 'There is no seed profile of that name or at that path.',
  },
  PROFILE_INVALID: { exitCode: EXIT.usage, meaning: 'A seed profile does not follow its schema.' },
  OTHER_WORLD_SEEDED: {
    exitCode: EXIT.failed,
    meaning: 'A store holds another seeded world; --reset replaces it and --append adds to it.',
  },
  SEED_REMOTE: {
    exitCode: EXIT.needsConfirmation,
    meaning: 'A store to seed or reset is not on this machine, and --allow-remote was not given.',
  },
  NO_WORLD: {
    exitCode: EXIT.failed,
    meaning: 'No store holds a world that verify --world could compare with.',
  },
  NOT_MIGRATED: { exitCode: EXIT.failed, meaning: 'A store lacks the tables that a world needs.' },
})
