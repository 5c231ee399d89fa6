import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { CONFIG_SCHEMA } from '../dist/config/schema.js'
import { PROFILE_SCHEMA } from '../dist/dataset/profiles/schema.js'
import { DYNAMODB_MIGRATION_SCHEMA } from '../dist/stores/dynamodb/migrations/dynamodb-migration-schema.js'
import { MONGO_MIGRATION_SCHEMA } from '../dist/stores/mongo/migrations/mongo-migration-schema.js'

// Writes the JSON Schemas that editors use. Part of the build, so they cannot differ from what the command line accepts.

const FILES = {
  'templates/homemanager.schema.json': CONFIG_SCHEMA,
  'templates/dynamodb-migration.schema.json': DYNAMODB_MIGRATION_SCHEMA,
  'templates/mongo-migration.schema.json': MONGO_MIGRATION_SCHEMA,
  'seeds/profile.schema.json': PROFILE_SCHEMA,
}

for (const [path, schema] of Object.entries(FILES)) {
  const text = `${JSON.stringify(schema, null, 2)}\n`
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}
