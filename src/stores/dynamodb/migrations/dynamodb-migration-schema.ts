import { toMigrationSchema } from '../../contracts/migration-schema.js'
import { DYNAMODB_ACTION_FIELDS } from './dynamodb-action-fields.js'

/** The JSON Schema of DynamoDB migrations in JSON. */
export const DYNAMODB_MIGRATION_SCHEMA = toMigrationSchema(
  'dynamodb-migration.schema.json',
  DYNAMODB_ACTION_FIELDS,
  {
    statement: { type: 'string', pattern: '\\S', description: 'A PartiQL statement. Must be idempotent.' },
  },
)
