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
  async run({ output, project }) {
    const { renderStatus } = await import('../../render-status.js')
    const status = await (await project()).status()
    output.printResult(status, (style) => renderStatus(status, output, style))
    return status.ok ? EXIT.done : EXIT.checksFailed
  },
}
