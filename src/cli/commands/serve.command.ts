import { once } from 'node:events'
import { PROVIDER_NAMES } from '../../config/resolved-config.js'
import { EXIT } from '../../core/home-error.js'
import type { Command } from '../command.js'
import { whichStack } from '../which-stack.js'

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
    const { createStack } = await import('../../stack/create-stack.js')
    const provider = PROVIDER_NAMES.find((name) => name === options['provider'])
    await using stack = await createStack({
      ...whichStack(globals),
      ...(provider === undefined ? {} : { provider }),
      services: 'foreground',
      signal,
      story: output,
    })
    const { statusRows } = await import('../status-text.js')
    output.answer(stack.status, (style) =>
      statusRows(stack.status)
        .map(({ name, where, what }) =>
          `  ${name.padEnd(9)} ${style.cyan(where)}  ${style.dim(what)}`.trimEnd(),
        )
        .join('\n'),
    )
    output.note('Serving until Ctrl-C.')
    if (!signal.aborted) await once(signal, 'abort')
    output.note('Stopping: what was accepted is finished first.')
    return EXIT.interrupted
  },
}
