import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CONFIG_SCHEMA } from '../../src/config/schema.js'
import { PROFILE_SCHEMA } from '../../src/dataset/profiles/schema.js'
import { DYNAMODB_MIGRATION_SCHEMA } from '../../src/stores/dynamodb/migrations/dynamodb-migration-schema.js'
import { MONGO_MIGRATION_SCHEMA } from '../../src/stores/mongo/migrations/mongo-migration-schema.js'

test.each([
  ['templates/homemanager.schema.json', CONFIG_SCHEMA],
  ['templates/dynamodb-migration.schema.json', DYNAMODB_MIGRATION_SCHEMA],
  ['templates/mongo-migration.schema.json', MONGO_MIGRATION_SCHEMA],
  ['seeds/profile.schema.json', PROFILE_SCHEMA],
])('%s is what npm run build writes', (path, schema) => {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  expect(text).toBe(`${JSON.stringify(schema, null, 2)}\n`)
})
