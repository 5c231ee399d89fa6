import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const MIGRATION_STORE_ERRORS: ErrorCodes<
  | 'MIGRATION_INVALID'
  | 'MIGRATION_LOCKED'
  | 'MIGRATION_LOCK_LOST'
  | 'MIGRATION_POOLED'
  | 'MIGRATION_STEP_FAILED'
  | 'MIGRATION_TABLE_LOCKED'
> = defineErrorCodes({
  MIGRATION_INVALID: { exitCode: EXIT.failed, meaning: 'A migration file cannot be understood.' },
  MIGRATION_LOCKED: {
    exitCode: EXIT.timedOut,
    meaning: 'Another runner held the migration lock longer than this one waits.',
  },
  MIGRATION_LOCK_LOST: {
    exitCode: EXIT.failed,
    meaning: 'The migration lock was taken away or ran out while migrating; nothing more was written.',
  },
  MIGRATION_POOLED: {
    exitCode: EXIT.failed,
    meaning: 'PostgreSQL is reached through a pooler, where the migration lock would hold nobody back.',
  },
  MIGRATION_STEP_FAILED: { exitCode: EXIT.failed, meaning: 'The store refused a step of a migration.' },
  MIGRATION_TABLE_LOCKED: {
    exitCode: EXIT.timedOut,
    meaning: 'Another session holds a lock on a table, whose state cannot be read meanwhile.',
  },
})
