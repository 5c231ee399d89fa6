import type { ConformanceReport } from '../../../conformance/run-conformance.js'
import type { Output } from '../../../output/output.js'

/** One line per operation with its failed checks, then the verdict. */
export function renderConformanceReport(report: ConformanceReport, style: Output['style']): string {
  const lines = report.items.flatMap(({ operation, method, path, ok, checks }) => [
    `${ok ? style.green('✓') : style.red('✗')} ${operation.padEnd(18)} ${style.dim(`${method} ${path}, ${checks.length} checks`)}`,
    ...checks
      .filter((check) => !check.ok)
      .map((check) => `    ${style.red(check.name)}: ${check.message ?? ''}`),
  ])
  const total = report.passed + report.failed
  const verdict = report.ok
    ? style.green(`The ${report.service} service conforms to its contract: ${total} checks passed.`)
    : style.red(
        `The ${report.service} service does not conform to its contract: ${report.failed} of ${total} checks failed.`,
      )
  return [...lines, '', verdict].join('\n')
}
