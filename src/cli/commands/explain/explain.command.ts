import { HomeError } from '../../../core/home-error.js'
import { CLI_ERRORS } from '../../cli-errors.js'
import type { Command } from '../../command.js'

/** Proof, on the current data, that every request of the services is served by its index. */
export const explainCommand: Command = {
  name: 'explain',
  summary: 'show that every access pattern of the services uses its index',
  description:
    'Runs the access patterns of the services on the current data and shows per pattern the index, how much was read for what was returned, the cost and the time. Scans, sorts in memory and filters that throw away most of what they read are flagged; then the exit code is 4.',
  arguments: [
    {
      name: '[patterns...]',
      description: 'names (todo.of-family), services (todo) or stores (mongo); default: all',
    },
  ],
  options: [
    { flags: '--plan', description: 'show the plan of each pattern as well' },
    {
      flags: '--project-to <n>',
      description: 'what DynamoDB would read and cost at so many todos, and which partition gets hot',
      parse: parseRecordCount,
    },
  ],
  examples: [
    ['explain', 'all patterns; exit code 4 when one lacks its index'],
    ['explain todo --plan', 'the patterns of the todo service with their plans'],
    ['explain todo --project-to 100000000', 'the same at a hundred million todos, with the bill'],
  ],
  async run(context, names, options) {
    const { runExplain } = await import('./run-explain.js')
    return runExplain(context, names, options)
  },
}

function parseRecordCount(text: string): number {
  const records = Number(text.replaceAll(/[_,]/g, ''))
  if (Number.isSafeInteger(records) && records > 0) return records
  throw new HomeError(CLI_ERRORS.USAGE, {
    message: `--project-to takes a whole number of records, not "${text}".`,
    suggestion: 'Try --project-to 100000000.',
  })
}
