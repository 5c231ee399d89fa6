import { once } from 'node:events'
import { PROVIDER_NAMES } from '../../../config/resolved-config.js'
import { EXIT } from '../../../core/home-error.js'
import type { CommandDefinition } from '../../command.js'

export const serveCommand: CommandDefinition = {
  name: 'serve',
  description:
    'Runs the services and the gateway in this process until Ctrl-C and writes their log to stderr. Engines that are not running are started first and stopped at the end. Services that run in the background are replaced.',
  options: [
    {
      flags: '--provider <name>',
      description: 'how to run the engines (default: auto)',
      choices: PROVIDER_NAMES,
    },
  ],
  examples: [
    ['serve', 'run until Ctrl-C'],
    ['serve --json', 'print one JSON document when everything is ready; the log goes to stderr'],
  ],
  async run({ output, project: openProject, signal }, _args, options) {
    const provider = PROVIDER_NAMES.find((name) => name === options['provider'])
    const project = await openProject(provider === undefined ? {} : { provider })
    await using stack = await project.up({
      services: 'foreground',
      timeoutMs: 120_000,
      signal,
      reporter: output,
    })
    const { toStatusRows } = await import('../../render-status.js')
    output.printResult(stack.status, (style) =>
      toStatusRows(stack.status)
        .map(({ name, address, description }) =>
          `  ${name.padEnd(9)} ${style.cyan(address)}  ${style.dim(description)}`.trimEnd(),
        )
        .join('\n'),
    )
    output.note('Press Ctrl-C to stop.')
    if (!signal.aborted) await once(signal, 'abort')
    output.note('Stopping. Requests in progress are completed first.')
    return EXIT.interrupted
  },
}
