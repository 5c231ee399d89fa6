import type { CommandDefinition } from '../../command.js'
import { parseInteger } from '../../parse-integer.js'

const DEFAULT_LINES = 50
const MAX_LINES = 100_000

export const logsCommand: CommandDefinition = {
  name: 'logs',
  description:
    'Shows the last lines of the log of every component, or of one: postgres, dynamodb, mongo, services, gateway, identity, todo, budget, redis, pgbouncer.',
  arguments: [{ name: '[name]', description: 'limit to this component' }],
  options: [
    { flags: '-f, --follow', description: 'follow the logs until Ctrl-C' },
    {
      flags: '-n, --lines <count>',
      description: `number of lines to show for each component (default: ${DEFAULT_LINES})`,
      parse: parseInteger('--lines', 0, MAX_LINES),
    },
  ],
  examples: [
    ['logs postgres', 'the last lines of PostgreSQL'],
    ['logs -f', 'follow all components'],
    ['logs gateway -n 0 -f --json', 'newline-delimited JSON: one object per new line'],
  ],
  async run({ output, project: openProject, signal }, [name], { follow, lines }) {
    const [project, { createLogPrefixer }, { parseLogLine }] = await Promise.all([
      openProject(),
      import('./log-prefix.js'),
      import('./parse-log-line.js'),
    ])
    const sources = await project.logs(name)
    const formatPrefix = createLogPrefixer(sources.map((source) => source.name))
    const options = {
      follow: follow === true,
      lines: typeof lines === 'number' ? lines : DEFAULT_LINES,
      signal,
    }
    await Promise.all(
      sources.map(async (source) => {
        for await (const line of source.lines(options)) {
          await output.printItem(
            output.json ? parseLogLine(source.name, line) : undefined,
            (style) => `${formatPrefix(source.name, style)} ${line}`,
          )
        }
      }),
    )
  },
}
