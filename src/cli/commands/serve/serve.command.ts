import { once } from 'node:events'
import { PROVIDER_NAMES } from '../../../config/resolved-config.js'
import { EXIT } from '../../../core/home-error.js'
import type { Command } from '../../command.js'
import { toStackOptions } from '../../to-stack-options.js'

export const serveCommand: Command = {
  name: 'serve',
  summary: 'the services and the gateway in the foreground',
  description:
    'Runs the services and the gateway in this process until Ctrl-C, with their log on stderr. Engines that do not run yet are started first and stopped again at the end; services in the background give way.',
  options: [
    {
      flags: '--provider <name>',
      description: 'how the engines run (default: auto)',
      choices: PROVIDER_NAMES,
    },
  ],
  examples: [
    ['serve', 'until Ctrl-C'],
    ['serve --json', 'one JSON document once everything answers, then the log on stderr'],
  ],
  async run({ output, globals, signal }, _args, options) {
    const { createStack } = await import('../../../project/stack/create-stack.js')
    const provider = PROVIDER_NAMES.find((name) => name === options['provider'])
    await using stack = await createStack({
      ...toStackOptions(globals),
      ...(provider === undefined ? {} : { provider }),
      services: 'foreground',
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
    output.note('Serving until Ctrl-C.')
    if (!signal.aborted) await once(signal, 'abort')
    output.note('Stopping: what was accepted is finished first.')
    return EXIT.interrupted
  },
}
