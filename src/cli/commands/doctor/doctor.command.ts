import { EXIT } from '../../../core/home-error.js'
import type { Output } from '../../../output/output.js'
import type { Finding } from '../../../project/doctor/finding.js'
import type { Command } from '../../command.js'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check this machine, and find what dead stacks left behind',
  description:
    'Checks Node, the C library, Docker, Java, the engines, ports, disk, permissions and leftovers of projects whose folder is gone. Exits 4 when something is wrong.',
  options: [{ flags: '--fix', description: 'remove leftovers, with their data, after a yes' }],
  examples: [
    ['doctor', 'what works here, and what to do about the rest'],
    ['doctor --fix', 'remove leftovers too'],
    ['doctor --json', 'for scripts'],
  ],
  async run({ output, globals }, _args, { fix }) {
    const { resolveConfig } = await import('../../../config/resolve-config.js')
    const { diagnose } = await import('../../../project/doctor/diagnose.js')
    const config = await resolveConfig(globals)
    let { findings, orphans } = await diagnose(config)
    const { processes, docker } = orphans
    const count = processes.length + docker.length
    if (count > 0 && (fix === true || (output.interactive && !output.json))) {
      for (const { status, message } of findings) if (status === 'problem') output.note(message)
      if (await output.confirm(`Remove ${count} leftovers of deleted projects, with their data?`)) {
        const { removeOrphanedResources } = await import('../../../project/doctor/orphaned-resources.js')
        await removeOrphanedResources(orphans)
        ;({ findings, orphans } = await diagnose(config))
      }
    }
    const ok = findings.every((finding) => finding.status !== 'problem')
    output.printResult({ ok, checks: findings }, (style) =>
      findings.map((each) => formatFinding(each, style)).join('\n'),
    )
    return ok ? EXIT.done : EXIT.checksFailed
  },
}

function formatFinding({ check, status, message, fix }: Finding, style: Output['style']): string {
  const checkpoints = { ok: style.green('✓'), warning: style.yellow('⚠'), problem: style.red('✗') }
  const advice = fix === undefined ? '' : `\n  ${' '.repeat(17)}→ ${fix}`
  return `${checkpoints[status]} ${check.padEnd(17)} ${message}${advice}`
}
