import { defineErrorCodes, type ErrorCodes, EXIT } from '../core/home-error.js'

export const MIGRATION_ERRORS: ErrorCodes<
  | 'MIGRATION_DRIFT'
  | 'MIGRATION_OUT_OF_ORDER'
  | 'MIGRATION_BLOCKED'
  | 'MIGRATION_FILE_NAME'
  | 'MIGRATION_MODULE'
  | 'MIGRATION_FAILED'
  | 'MIGRATION_SCHEMA_DRIFT'
  | 'MIGRATION_IRREVERSIBLE'
  | 'MIGRATION_UNKNOWN'
  | 'MIGRATION_BASELINE'
> = defineErrorCodes({
  MIGRATION_DRIFT: {
    exitCode: EXIT.failed,
    meaning: 'The ledger of a store and the migration files no longer agree; nothing was run there.',
  },
  MIGRATION_OUT_OF_ORDER: {
    exitCode: EXIT.failed,
    meaning: 'A pending migration has a lower number than one that was applied.',
  },
  MIGRATION_BLOCKED: {
    exitCode: EXIT.failed,
    meaning: 'A migration waits for another one that is not applied.',
  },
  MIGRATION_FILE_NAME: { exitCode: EXIT.failed, meaning: 'A migration file is not named NNNN-name.' },
  MIGRATION_MODULE: { exitCode: EXIT.failed, meaning: 'A migration module cannot be loaded.' },
  MIGRATION_SCHEMA_DRIFT: {
    exitCode: EXIT.failed,
    meaning: 'The live schema is not as the last migration left it; nothing was run there.',
  },
  MIGRATION_IRREVERSIBLE: {
    exitCode: EXIT.failed,
    meaning: 'A migration has no way back, or others rest on it.',
  },
  MIGRATION_UNKNOWN: { exitCode: EXIT.usage, meaning: 'There is no migration with that id.' },
  MIGRATION_BASELINE: {
    exitCode: EXIT.failed,
    meaning: 'A baseline was asked for where migrations have been applied already.',
  },
  MIGRATION_FAILED: {
    exitCode: EXIT.failed,
    meaning: 'A migration failed for a reason that no store explained.',
  },
})
