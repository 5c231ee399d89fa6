import type { Flags } from './define-command.js'

/** Of DynamoDB, whose other users need the rest of a table's capacity. */
export const CAPACITY_FLAGS = {
  rcu: {
    type: 'integer',
    value: 'units',
    description: 'read capacity units of DynamoDB to use per second',
    defaultText: 'no limit',
    min: 1,
  },
  wcu: {
    type: 'integer',
    value: 'units',
    description: 'write capacity units of DynamoDB to use per second',
    defaultText: 'no limit',
    min: 1,
  },
} as const satisfies Flags
