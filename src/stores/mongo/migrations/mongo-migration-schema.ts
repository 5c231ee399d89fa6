import { toMigrationSchema } from '../../contracts/migration-schema.js'
import { MONGO_ACTION_FIELDS } from './mongo-action-fields.js'

/** The JSON Schema of MongoDB migrations in JSON. */
export const MONGO_MIGRATION_SCHEMA = toMigrationSchema('mongo-migration.schema.json', MONGO_ACTION_FIELDS, {
  command: {
    type: 'object',
    minProperties: 1,
    description: 'A database command, as Extended JSON. Must be idempotent.',
  },
})
