import type { CommandDefinition } from '../../command.js'
import { parseSeconds } from '../../parse-seconds.js'
import { parseComponentName } from '../../parse-component-name.js'

export const waitCommand: CommandDefinition = {
  name: 'wait',
  description:
    'Waits until every component is ready, or the given one: postgres, dynamodb, mongo, gateway, identity, todo, budget. The stack does not have to be started yet. Exits with 6 on timeout.',
  arguments: [{ name: '[name]', description: 'limit to this component' }],
  options: [
    {
      flags: '--timeout <seconds>',
      description: 'maximum time to wait (default: 60)',
      parse: parseSeconds('--timeout'),
    },
  ],
  examples: [
    ['wait', 'wait for all components'],
    ['wait gateway --timeout 30', 'wait up to 30 seconds for the gateway'],
  ],
  async run({ output, project: openProject, signal }, [name], { timeout }) {
    const components = name === undefined ? undefined : [parseComponentName(name)]
    const project = await openProject()
    const status = await project.wait(components, {
      timeoutMs: typeof timeout === 'number' ? timeout * 1000 : 60_000,
      signal,
      reporter: output,
    })
    // The other components may have any status.
    output.printResult(
      { ...status, ok: true },
      (style) => `${style.green('✓')} ${name === undefined ? 'All components are' : `${name} is`} ready.`,
    )
  },
}
