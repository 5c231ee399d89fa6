import type { ActionFields } from '../../contracts/action-fields.js'

const TABLE = {
  'table?': { type: 'string', description: 'Name of the table. Default: the table of the todo service.' },
} as const

const NAME = { name: { type: 'string', description: 'Name of the global secondary index.' } } as const

const TYPES = {
  'types?': {
    type: 'object',
    description: 'Types of key attributes: `S` (the default), `N` or `B`, such as `{"dueAt": "N"}`.',
    values: ['S', 'N', 'B'],
  },
} as const

const KEYS = {
  partitionKey: { type: 'string', description: 'Attribute that is the partition key.' },
  'sortKey?': { type: 'string', description: 'Attribute that is the sort key. Default: none.' },
} as const

/** The properties of a global secondary index. */
const INDEX_FIELDS = {
  ...NAME,
  ...KEYS,
  'projection?': {
    type: 'array',
    description:
      '`"ALL"` (the default), `"KEYS_ONLY"`, or an array of the other attributes that the index has.',
    or: ['ALL', 'KEYS_ONLY'],
  },
} as const satisfies ActionFields

/** The properties of each action that is an object. The documentation and the JSON Schema are generated from them. */
export const DYNAMODB_ACTION_FIELDS = {
  createTable: {
    ...TABLE,
    ...KEYS,
    ...TYPES,
    'indexes?': {
      type: 'array',
      description:
        'Global secondary indexes, each with the properties of `addIndex` except `table` and `types`.',
      fields: INDEX_FIELDS,
    },
  },
  deleteTable: TABLE,
  addIndex: { ...TABLE, ...INDEX_FIELDS, ...TYPES },
  dropIndex: { ...TABLE, ...NAME },
  timeToLive: {
    ...TABLE,
    'attribute?': {
      type: 'string',
      description:
        'Attribute with the time, in seconds since 1970, after which an item is deleted. Without it, time to live is disabled.',
    },
  },
} as const satisfies Readonly<Record<string, ActionFields>>
