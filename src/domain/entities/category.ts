import type { EventEnvelope } from '../event-envelope.js'
import { defineEntity } from './entity.js'
import { integer, typedJson, list, optional, text, type InferRecord } from './field.js'

/** A category of expenses: reference data of the budget service. */
export const category = defineEntity({
  name: 'category',
  plural: 'categories',
  place: { store: 'mongo', collection: 'categories', outbox: true },
  id: { fields: ['_id'], format: 'word' },
  fields: {
    /** The name used in expenses. */
    _id: text(),
    label: text(),
    subcategories: list(text()),
    version: integer(),
    outbox: optional(typedJson<readonly EventEnvelope[]>()),
  },
  title: ({ label }) => label,
})

/** A document of `categories` in MongoDB. */
export type CategoryDocument = InferRecord<typeof category.fields>
