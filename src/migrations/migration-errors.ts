import { defineErrorCodes, EXIT } from '../core/home-error.js'

export const MIGRATION_ERRORS = defineErrorCodes({
  MIGRATION_DRIFT: {
    exitCode: EXIT.failed,
    meaning:
      'The migration files differ from the migration history of a store; nothing was run in any store.',
  },
  MIGRATION_OUT_OF_ORDER: {
    exitCode: EXIT.failed,
    meaning: 'A pending migration has a lower number than an applied one.',
  },
  MIGRATION_BLOCKED: {
    exitCode: EXIT.failed,
    meaning: 'A migration depends on another migration that is not applied.',
  },
  MIGRATION_NAME_INVALID: {
    exitCode: EXIT.usage,
    meaning: 'The name of a new migration has no letter or digit, or is too long for a file.',
  },
  MIGRATION_FILE_NAME: { exitCode: EXIT.failed, meaning: 'A migration file is not named NNNN-name.' },
  MIGRATION_DIRECTORY: {
    exitCode: EXIT.failed,
    meaning: 'A configured migration directory cannot be read.',
  },
  MIGRATION_DUPLICATE: { exitCode: EXIT.failed, meaning: 'Two migration files have the same number.' },
  MIGRATION_ENCODING: { exitCode: EXIT.failed, meaning: 'A migration file cannot be read as UTF-8 text.' },
  MIGRATION_MODULE: { exitCode: EXIT.failed, meaning: 'A migration module cannot be loaded.' },
  MIGRATION_SCHEMA_DRIFT: {
    exitCode: EXIT.failed,
    meaning:
      'The live schema of a store with pending migrations differs from its migration history; nothing was run in any store.',
  },
  MIGRATION_IRREVERSIBLE: {
    exitCode: EXIT.failed,
    meaning: 'A migration cannot be reverted, or later migrations depend on it.',
  },
  MIGRATION_UNKNOWN: { exitCode: EXIT.usage, meaning: 'No migration has that ID.' },
  MIGRATION_BASELINE: {
    exitCode: EXIT.failed,
    meaning: 'A baseline was requested for a store that already has a migration history.',
  },
  MIGRATION_WOULD_FAIL: {
    exitCode: EXIT.failed,
    meaning:
      'A step of a pending migration cannot succeed with the current schema and data. migrate plan reports it, and migrate warns of it.',
  },
  MIGRATION_FAILED: {
    exitCode: EXIT.failed,
    meaning: 'A migration failed for an unknown reason.',
  },
})
