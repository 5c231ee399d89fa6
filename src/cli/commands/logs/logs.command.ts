import { HomeError } from '../../../core/home-error.js'
import { CLI_ERRORS } from '../../cli-errors.js'
import type { Command } from '../../command.js'

export const logsCommand: Command = {
  name: 'logs',
  summary: 'the logs of the engines and the services',
  description:
    'Shows the last lines of every part, or of one: postgres, dynamodb, mongo, services, gateway, identity, todo, budget, redis, pgbouncer.',
  arguments: [{ name: '[name]', description: 'only this part' }],
  options: [
    { flags: '-f, --follow', description: 'go on until Ctrl-C' },
    {
      flags: '-n, --lines <count>',
      description: 'how many lines of each part (default: 50)',
      parse: parseLineCount,
    },
  ],
  examples: [
    ['logs postgres', 'the last lines of PostgreSQL'],
    ['logs -f', 'everything, as it happens'],
    ['logs gateway -f --json', 'one JSON object a line'],
  ],
  async run({ output, globals, signal }, [name], { follow, lines }) {
    const { resolveConfig } = await import('../../../config/resolve-config.js')
    const { getLogSources } = await import('../../../project/logs/get-log-sources.js')
    const { createLogPrefixer } = await import('./log-prefix.js')
    const sources = await getLogSources(await resolveConfig(globals), name)
    const paint = createLogPrefixer(sources.map((source) => source.name))
    const options = { follow: follow === true, lines: typeof lines === 'number' ? lines : 50, signal }
    await Promise.all(
      sources.map(async (source) => {
        for await (const line of source.lines(options)) {
          await output.printItem(
            { part: source.name, line },
            (style) => `${paint(source.name, style)} ${line}`,
          )
        }
      }),
    )
  },
}

function parseLineCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 0 && count <= 100_000) return count
  throw new HomeError(CLI_ERRORS.USAGE, {
    message: `--lines takes a whole number, not "${text}".`,
    suggestion: 'Try --lines 100.',
  })
}
