import type { CommandDefinition } from '../../command.js'
import { parseSeconds } from '../../parse-seconds.js'

export const downCommand: CommandDefinition = {
  name: 'down',
  description:
    'Stops the services, add-ons and engines that up started. The data is kept for the next up. With --volumes it is deleted, after confirmation.',
  options: [
    { flags: '--volumes', description: "also delete the project's data" },
    {
      flags: '--timeout <seconds>',
      description: 'how long to wait for another command that holds the stack lock (default: 60)',
      parse: parseSeconds('--timeout'),
    },
  ],
  examples: [
    ['down', 'stop the stack and keep the data'],
    ['down --volumes --yes', 'stop the stack and delete the data, without asking'],
  ],
  async run({ output, project: openProject, signal }, _args, { volumes, timeout }) {
    const project = await openProject()
    if (volumes === true) {
      const names = await project.listData()
      const data = names.length === 0 ? `the data in ${project.config.home}` : names.join(', ')
      const question = `Delete the data of project ${project.config.project}: ${data}?`
      if (!(await output.confirm(question))) {
        output.note('Nothing was deleted; the stack was not stopped.')
        return
      }
    }
    const report = await project.down({
      volumes: volumes === true,
      timeoutMs: typeof timeout === 'number' ? timeout * 1000 : 60_000,
      signal,
      reporter: output,
    })
    output.printResult(report, (style) => {
      if (report.stopped.length === 0 && report.deleted.length === 0) return 'Nothing was running.'
      const stopped = `${style.green('✓')} Stopped: ${report.stopped.join(', ') || 'nothing was running'}.`
      const deleted = `${style.green('✓')} Deleted the data of ${report.deleted.join(', ')}.`
      const kept = 'The data is kept. Start the stack again with homemanager up.'
      return `${stopped}\n${report.deleted.length > 0 ? deleted : kept}`
    })
  },
}
