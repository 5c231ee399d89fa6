import type { ActionFields } from '../../contracts/action-fields.js'

const COLLECTION = { collection: { type: 'string', description: 'Name of the collection.' } } as const

/** The properties of an index. It may have any others of MongoDB. */
const INDEX_FIELDS = {
  name: { type: 'string', description: 'Name of the index.' },
  key: { type: 'object', description: 'Fields and directions, such as `{"shop": 1}`.' },
} as const satisfies ActionFields

/** The properties of each action that has fixed ones. The documentation and the JSON Schema are generated from them. */
export const MONGO_ACTION_FIELDS = {
  createCollection: {
    ...COLLECTION,
    'validator?': {
      type: 'object',
      description: 'Rule for documents: a query, such as one with `$jsonSchema`. Default: none.',
    },
  },
  dropCollection: COLLECTION,
  setValidator: {
    ...COLLECTION,
    validator: {
      type: 'object',
      description: 'Replaces the present one; `{}` removes it. Documents that exist are not checked.',
    },
  },
  createIndexes: {
    ...COLLECTION,
    indexes: {
      type: 'array',
      description:
        'Each has a `name`, a `key` such as `{"shop": 1}`, and options of MongoDB: `unique`, `sparse`, `expireAfterSeconds`, `partialFilterExpression` and others.',
      fields: INDEX_FIELDS,
      open: true,
    },
  },
  dropIndexes: {
    ...COLLECTION,
    names: {
      type: 'array',
      description: 'Names of the indexes to drop.',
    },
  },
} as const satisfies Readonly<Record<string, ActionFields>>
