import type { Command } from '../../command.js'
import { parseSeconds } from '../../parse-seconds.js'
import { parseComponentName } from '../../parse-component-name.js'

/** For scripts that start the stack in one place and need it in another. */
export const waitCommand: Command = {
  name: 'wait',
  summary: 'wait until the stack, or one part of it, answers',
  description:
    'Returns when every part answers by its own protocol, or the one that is named: postgres, dynamodb, mongo, gateway, identity, todo, budget. A stack that is not up yet is waited for as well. Exits 6 when time is over.',
  arguments: [{ name: '[name]', description: 'only this part' }],
  options: [
    {
      flags: '--timeout <seconds>',
      description: 'how long at most (default: 60)',
      parse: parseSeconds('--timeout'),
    },
  ],
  examples: [
    ['wait', 'until everything answers'],
    ['wait gateway --timeout 30', 'half a minute for the gateway'],
  ],
  async run({ output, globals, signal }, [name], { timeout }) {
    const parts = name === undefined ? undefined : [parseComponentName(name)]
    const { resolveConfig } = await import('../../../config/resolve-config.js')
    const { waitForComponents } = await import('../../../project/components/wait-for-components.js')
    const status = await waitForComponents(await resolveConfig(globals), parts, {
      timeoutMs: typeof timeout === 'number' ? timeout * 1000 : 60_000,
      signal,
      reporter: output,
    })
    output.printResult(status, (style) => `${style.green('✓')} ${name ?? 'Everything'} answers.`)
  },
}
