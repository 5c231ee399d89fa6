import { CAPACITY_FLAGS } from '../../capacity-flags.js'
import { defineCommand } from '../../define-command.js'

export const verifyCommand = defineCommand({
  name: 'verify',
  group: 'Data',
  summary: 'Check that the data of the three stores is consistent',
  description:
    'Reads all records of the three stores and checks the cross-store invariants, also those of your own in homemanager.yaml. Works on any data, seeded or not, and lists what it does not cover: your own columns, tables, collections and items. Exits with 4 if a record violates an invariant.',
  flags: {
    dataset: { type: 'boolean', description: 'also list records that differ from the seeded dataset' },
    show: {
      type: 'integer',
      value: 'count',
      description: 'number of violations to print for each invariant',
      min: 0,
      max: 1_000_000,
      default: 20,
    },
    rcu: CAPACITY_FLAGS.rcu,
  },
  conflicts: [{ flag: 'show', excludes: ['json'], reason: '--json prints all violations' }],
  examples: [
    ['verify', 'check the invariants'],
    ['verify --dataset --json', 'also list missing, changed and extra records, as JSON'],
  ],
})
