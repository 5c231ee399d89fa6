import { defineErrorCodes, EXIT } from '../../core/home-error.js'

export const MIGRATION_STORE_ERRORS = defineErrorCodes({
  MIGRATION_INVALID: { exitCode: EXIT.failed, meaning: 'A migration file is invalid.' },
  MIGRATION_LOCKED: {
    exitCode: EXIT.timedOut,
    meaning: 'Another process held the migration lock until the wait timed out.',
  },
  MIGRATION_LOCK_LOST: {
    exitCode: EXIT.failed,
    meaning:
      'The migration lock was released or expired during a migration, or the engine has ended; nothing more was written.',
  },
  MIGRATION_POOLED: {
    exitCode: EXIT.failed,
    meaning: 'PostgreSQL is reached through a connection pooler, which cannot hold the migration lock.',
  },
  MIGRATION_STEP_FAILED: {
    exitCode: EXIT.failed,
    meaning: 'A store returned an error for a migration step.',
  },
  MIGRATION_TABLE_LOCKED: {
    exitCode: EXIT.timedOut,
    meaning: 'Another session holds a lock on a table, so the schema cannot be read.',
  },
  MIGRATION_UNSUPPORTED: {
    exitCode: EXIT.failed,
    meaning: 'The server cannot perform a step of a migration.',
  },
})
