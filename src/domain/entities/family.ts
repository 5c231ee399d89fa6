import { defineEntity } from './entity.js'
import { integer, text, timestamp, uuid, type InferRecord } from './field.js'

/** A family (ADR-002, identity). */
export const family = defineEntity({
  name: 'family',
  plural: 'families',
  place: { store: 'postgres', table: 'families' },
  id: { fields: ['id'], otherPrefixes: ['FAMILY#'], code: 0 },
  fields: {
    id: uuid(),
    name: text({ maxLength: 255 }),
    owner_id: uuid(),
    /** Updated in the same transaction as the membership. */
    member_count: integer(),
    version: integer(),
    created_at: timestamp(),
    updated_at: timestamp(),
  },
  // A family and its owner refer to each other. The database checks this reference at the end of a transaction.
  references: [{ field: 'owner_id', entity: 'user', deferred: true }],
  searchFields: ['name'],
  searchDays: ['created_at'],
  title: ({ name }) => name,
})

/** A row of `families` in PostgreSQL. */
export type FamilyRow = InferRecord<typeof family.fields>
