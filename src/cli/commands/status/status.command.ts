import { EXIT } from '../../../core/home-error.js'
import type { Command } from '../../command.js'

export const statusCommand: Command = {
  name: 'status',
  summary: 'what runs, and where',
  description:
    'Asks each engine by its own protocol and each service by its health page. Exits 4 when anything is not healthy.',
  examples: [
    ['status', 'a table of every part'],
    ['status --json', 'the same for scripts'],
  ],
  async run({ output, globals }) {
    const { resolveConfig } = await import('../../../config/resolve-config.js')
    const { getStackStatus } = await import('../../../project/stack/get-stack-status.js')
    const { toStatusRows, renderStatus } = await import('../../render-status.js')
    const status = await getStackStatus(await resolveConfig(globals))
    output.printResult(status, (style) => renderStatus(status, output, style))
    return toStatusRows(status).every((row) => row.status === 'healthy') ? EXIT.done : EXIT.checksFailed
  },
}
