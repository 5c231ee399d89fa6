import type { CommandDefinition } from '../../command.js'
import { invalidValueError } from '../../usage-error.js'

export const explainCommand: CommandDefinition = {
  name: 'explain',
  description:
    'Runs the access patterns of the services on the current data and shows for each pattern the index, the number of records read and returned, the cost and the time. Reports scans, in-memory sorts and filters that discard most of the records they read; in that case it exits with 4.',
  arguments: [
    {
      name: '[patterns...]',
      description: 'names (todo.of-family), services (todo) or stores (mongo) (default: all)',
    },
  ],
  options: [
    { flags: '--plan', description: 'also show the plan of each pattern' },
    {
      flags: '--project-to <n>',
      description:
        'estimate what DynamoDB would read and cost with this many todos, and which partition becomes hot',
      parse: parseRecordCount,
    },
  ],
  examples: [
    ['explain', 'check all patterns; exit with 4 if an index is not used'],
    ['explain todo --plan', 'check the todo service and show the plans'],
    ['explain todo --project-to 100000000', 'estimate reads and costs for 100 million todos'],
  ],
  async run(context, names, options) {
    const { runExplain } = await import('./run-explain.js')
    return runExplain(context, names, options)
  },
}

function parseRecordCount(text: string): number {
  const records = Number(text.replaceAll(/[_,]/g, ''))
  if (Number.isSafeInteger(records) && records > 0) return records
  throw invalidValueError('--project-to', text, 'an integer greater than 0, such as 100000000')
}
