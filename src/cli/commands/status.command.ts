import { EXIT } from '../../core/home-error.js'
import type { Command } from '../command.js'

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
    const { resolveConfig } = await import('../../config/resolve-config.js')
    const { lookAtStack } = await import('../../stack/look-at-stack.js')
    const { statusRows, statusText } = await import('../status-text.js')
    const status = await lookAtStack(await resolveConfig(globals))
    output.answer(status, (style) => statusText(status, output, style))
    return statusRows(status).every((row) => row.status === 'healthy') ? EXIT.done : EXIT.foundWanting
  },
}
