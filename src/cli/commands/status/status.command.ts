import { EXIT } from '../../../core/home-error.js'
import type { CommandDefinition } from '../../command.js'

export const statusCommand: CommandDefinition = {
  name: 'status',
  description:
    'Checks each engine with its own protocol and each service with its health endpoint. Exits with 4 if a component is not healthy.',
  examples: [
    ['status', 'a table of all components'],
    ['status --json', 'for scripts'],
  ],
  async run({ output, globals }) {
    const { resolveConfig } = await import('../../../config/resolve-config.js')
    const { getStackStatus } = await import('../../../project/stack/get-stack-status.js')
    const { renderStatus } = await import('../../render-status.js')
    const status = await getStackStatus(await resolveConfig(globals))
    output.printResult(status, (style) => renderStatus(status, output, style))
    return status.ok ? EXIT.done : EXIT.checksFailed
  },
}
