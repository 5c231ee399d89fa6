import type { CheckResult, ConformanceReport } from '../../../conformance/run-conformance.js'
import type { Output } from '../../../output/output.js'

/** One line per operation with its failed checks, then the verdict. */
export function renderConformanceReport(report: ConformanceReport, style: Output['style']): string {
  const lines = report.items.flatMap(({ operation, method, path, ok, passed, failed, skipped, checks }) => [
    `${ok ? style.green('✓') : style.red('✗')} ${operation.padEnd(18)} ${style.dim(`${method} ${path}, ${passed} of ${passed + failed + skipped} checks passed`)}`,
    ...checks.flatMap((check) => renderFailure(check, style)),
  ])
  return [...lines, '', renderVerdict(report, style)].join('\n')
}

function renderFailure(check: CheckResult, style: Output['style']): readonly string[] {
  if (check.ok || check.skipped === true) return []
  return [
    `    ${style.red(check.name)}: ${check.message ?? ''}`,
    ...(check.request === undefined ? [] : [`      ${style.dim(check.request)}`]),
  ]
}

function renderVerdict(
  { service, ok, passed, failed, skipped, stoppedAfter }: ConformanceReport,
  style: Output['style'],
): string {
  const total = passed + failed + skipped
  if (ok) return style.green(`The ${service} service conforms to its contract: ${total} checks passed.`)
  if (stoppedAfter !== null)
    return style.red(
      `Your ${service} service stopped answering after ${stoppedAfter}. ${passed} checks passed before, ${skipped} were not run.`,
    )
  return style.red(
    `The ${service} service does not conform to its contract: ${failed} of ${total} checks failed.`,
  )
}
