import { SERVICE_NAMES } from '../../../core/service-name.js'
import { STORE_NAMES } from '../../../core/store-name.js'
import { defineCommand } from '../../define-command.js'
import { parseRecordCount } from './parse-record-count.js'

export const explainCommand = defineCommand({
  name: 'explain',
  group: 'Inspect',
  showsUserText: true,
  summary: 'Check that every access pattern uses its index',
  description:
    'Runs the access patterns of the services on the current data and shows for each pattern the index, the number of records read and returned, the cost and the time. Reports scans, in-memory sorts and filters that discard most of the records they read; in that case it exits with 4. A pattern whose table is almost empty is not measured.',
  arguments: {
    patterns: {
      type: 'string',
      description: 'names (todo.of-family), services (todo) or stores (mongo)',
      optional: true,
      variadic: true,
      defaultText: 'all',
      suggestions: async () => [...SERVICE_NAMES, ...STORE_NAMES, ...(await listPatternNames())],
    },
  },
  flags: {
    plan: { type: 'boolean', description: 'also show the plan of each pattern' },
    projectTo: {
      type: 'string',
      value: 'n',
      description:
        'estimate what DynamoDB would read and cost with this many todos, and which partition becomes hot',
      parse: parseRecordCount,
    },
  },
  examples: [
    ['explain', 'check all patterns; exit with 4 if an index is not used'],
    ['explain todo --plan', 'check the todo service and show the plans'],
    ['explain todo --project-to 100000000', 'estimate reads and costs for 100 million todos'],
  ],
})

async function listPatternNames(): Promise<readonly string[]> {
  const { ACCESS_PATTERNS } = await import('../../../app/access-patterns/registry.js')
  return ACCESS_PATTERNS.map(({ name }) => name)
}
