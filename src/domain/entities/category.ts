import type { EventEnvelope } from '../event-envelope.js'
import { defineEntity } from './entity.js'
import { integer, typedJson, list, optional, text, type InferRecord } from './field.js'

/** A category of expenses: reference data of the budget service, which belongs to a family or, without one, to the operator. */
export const category = defineEntity({
  name: 'category',
  plural: 'categories',
  place: { store: 'mongo', collection: 'categories', outbox: true },
  id: { fields: ['_id'], format: 'word' },
  fields: {
    /** The name used in expenses; of a category of a family, `FAMILY#<uuid>/<name>`. */
    _id: text(),
    /** `FAMILY#<uuid>`; missing in a category of the operator. */
    family_id: optional(text()),
    label: text(),
    subcategories: list(text()),
    version: integer(),
    outbox: optional(typedJson<readonly EventEnvelope[]>()),
  },
  maintainedFields: ['deleted_at', 'made_by', 'removed_at', 'slot'],
  references: [{ field: 'family_id', entity: 'family', prefix: 'FAMILY#' }],
  searchFields: ['label'],
  title: ({ label }) => label,
})

/** A document of `categories` in MongoDB. */
export type CategoryDocument = InferRecord<typeof category.fields>
