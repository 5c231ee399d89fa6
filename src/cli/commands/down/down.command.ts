import type { Command } from '../../command.js'
import { parseSeconds } from '../../parse-seconds.js'

export const downCommand: Command = {
  name: 'down',
  summary: 'stop the stack; data stays unless --volumes',
  description:
    'Stops the services and the engines that up started. Data stays for the next up. With --volumes it is deleted, after a yes.',
  options: [
    { flags: '--volumes', description: "delete this project's data too" },
    {
      flags: '--timeout <seconds>',
      description: 'how long to wait for another command on this stack (default: 60)',
      parse: parseSeconds('--timeout'),
    },
  ],
  examples: [
    ['down', 'stop everything, keep the data'],
    ['down --volumes --yes', 'stop everything and delete the data, without a question'],
  ],
  async run({ output, globals, signal }, _args, { volumes, timeout }) {
    const { resolveConfig } = await import('../../../config/resolve-config.js')
    const { listData, stopStack } = await import('../../../project/stop/stop-stack.js')
    const config = await resolveConfig(globals)
    if (volumes === true) {
      const names = await listData(config)
      const what = names.length === 0 ? `the data in ${config.home}` : names.join(', ')
      const question = `Delete the data of project ${config.project}: ${what}?`
      if (!(await output.confirm(question))) {
        output.note('Nothing was deleted; the stack runs on.')
        return
      }
    }
    const report = await stopStack(config, {
      volumes: volumes === true,
      timeoutMs: typeof timeout === 'number' ? timeout * 1000 : 60_000,
      signal,
      reporter: output,
    })
    output.printResult(report, (style) => {
      if (report.stopped.length === 0 && report.deleted.length === 0) return 'Nothing was running.'
      const stopped = `${style.green('✓')} Stopped: ${report.stopped.join(', ') || 'nothing was running'}.`
      const deleted = `${style.green('✓')} Deleted the data of ${report.deleted.join(', ')}.`
      const kept = 'The data is kept; homemanager up goes on with it.'
      return `${stopped}\n${report.deleted.length > 0 ? deleted : kept}`
    })
  },
}
