import { formatCount } from '../../../core/format-count.js'
import { EXIT } from '../../../core/home-error.js'
import type { CommandInput } from '../../command-handler.js'
import type { doctorCommand } from './doctor.command.js'
import { renderFinding } from './render-finding.js'

export async function run({ context, flags }: CommandInput<typeof doctorCommand>): Promise<number> {
  const { output } = context
  const project = await context.project()
  let { findings, orphans } = await project.doctor()
  const count = orphans.processes.length + orphans.docker.filter(({ status }) => status === 'deleted').length
  if (count > 0 && (flags.fix || (output.interactive && !output.json))) {
    for (const { status, message } of findings) if (status === 'problem') output.note(message)
    const question = `Remove ${formatCount(count, 'orphaned resource')} of deleted projects, with their data?`
    if (await output.offer(question)) {
      await project.removeOrphans(orphans)
      ;({ findings, orphans } = await project.doctor())
    }
  }
  const ok = findings.every((finding) => finding.status !== 'problem')
  output.printResult({ ok, items: findings }, () =>
    findings.map((finding) => renderFinding(finding, output)).join('\n'),
  )
  return ok ? EXIT.done : EXIT.checksFailed
}
