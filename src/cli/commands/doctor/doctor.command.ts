import { EXIT } from '../../../core/home-error.js'
import type { Output } from '../../../output/output.js'
import type { Finding } from '../../../core/finding.js'
import type { CommandDefinition } from '../../command.js'

export const doctorCommand: CommandDefinition = {
  name: 'doctor',
  description:
    'Checks Node, the C library, Docker, Java, the engines, ports, disk space and permissions, and finds orphaned resources of projects whose directory no longer exists. Exits with 4 if there is a problem.',
  options: [{ flags: '--fix', description: 'remove orphaned resources and their data, after confirmation' }],
  examples: [
    ['doctor', 'run all checks and show how to fix problems'],
    ['doctor --fix', 'also remove orphaned resources'],
    ['doctor --json', 'print the results as JSON'],
  ],
  async run({ output, project: openProject }, _args, { fix }) {
    const project = await openProject()
    let { findings, orphans } = await project.doctor()
    const { processes, docker } = orphans
    const count = processes.length + docker.length
    if (count > 0 && (fix === true || (output.interactive && !output.json))) {
      for (const { status, message } of findings) if (status === 'problem') output.note(message)
      if (
        await output.confirm(
          `Remove ${count} orphaned ${count === 1 ? 'resource' : 'resources'} of deleted projects, with their data?`,
        )
      ) {
        await project.removeOrphans(orphans)
        ;({ findings, orphans } = await project.doctor())
      }
    }
    const ok = findings.every((finding) => finding.status !== 'problem')
    output.printResult({ ok, items: findings }, (style) =>
      findings.map((finding) => formatFinding(finding, style)).join('\n'),
    )
    return ok ? EXIT.done : EXIT.checksFailed
  },
}

function formatFinding({ check, status, message, fix }: Finding, style: Output['style']): string {
  const symbols = { ok: style.green('✓'), warning: style.yellow('⚠'), problem: style.red('✗') }
  const advice = fix === undefined ? '' : `\n  ${' '.repeat(17)}→ ${fix}`
  return `${symbols[status]} ${check.padEnd(17)} ${message}${advice}`
}
