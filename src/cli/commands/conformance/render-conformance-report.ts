import type { CheckResult, ConformanceReport } from '../../../conformance/run-conformance.js'
import { quoteForShell } from '../../../core/quote-for-shell.js'
import { DEMO_LOGIN } from '../../../dataset/demo-login.js'
import type { Output } from '../../../output/output.js'
import { findSharedFailures, type SharedFailure } from './shared-failures.js'

/**
 * One line per operation with its failed checks, then failures that many checks share, then the verdict. `identityUrl` is the
 * service that issues tokens.
 */
export function renderConformanceReport(
  report: ConformanceReport,
  identityUrl: string,
  style: Output['style'],
): string {
  const shared = findSharedFailures(report)
  const lines = report.items.flatMap(({ operation, method, path, ok, passed, failed, skipped, checks }) => [
    `${ok ? style.green('✓') : style.red('✗')} ${operation.padEnd(18)} ${style.dim(`${method} ${path}, ${passed} of ${passed + failed + skipped} checks passed`)}`,
    ...shared.flatMap((failure) => {
      const count = checks.filter((check) => failure.checks.has(check)).length
      const noun = count === 1 ? 'check fails' : 'checks fail'
      return count === 0 ? [] : [`    ${style.red(`${count} ${noun} at ${failure.request}`)}: see below`]
    }),
    ...checks
      .filter((check) => !shared.some((failure) => failure.checks.has(check)))
      .flatMap((check) => renderFailure(check, style)),
  ])
  return [
    ...lines,
    ...shared.flatMap((failure) => renderSharedFailure(failure, style)),
    ...renderTokenHint(report, identityUrl, style),
    '',
    renderVerdict(report, style),
  ].join('\n')
}

function renderFailure(check: CheckResult, style: Output['style']): readonly string[] {
  if (check.ok || check.skipped === true) return []
  return [
    `    ${style.red(check.name)}: ${check.message ?? ''}`,
    ...(check.request === undefined ? [] : [`      ${style.dim(check.request)}`]),
  ]
}

function renderSharedFailure(
  { request, message, curl, checks }: SharedFailure,
  style: Output['style'],
): readonly string[] {
  return ['', `${style.red(`${checks.size} checks fail at ${request}`)}: ${message}`, `  ${style.dim(curl)}`]
}

/** How to get the token that the curl commands name. */
function renderTokenHint(
  { items }: ConformanceReport,
  identityUrl: string,
  style: Output['style'],
): readonly string[] {
  if (!items.some(({ checks }) => checks.some(({ request = '' }) => request.includes('$TOKEN')))) return []
  const login = `curl -s ${quoteForShell(`${identityUrl}/v1/sessions`)} -H 'content-type: application/json' --data-raw ${quoteForShell(JSON.stringify(DEMO_LOGIN))}`
  return [
    '',
    '$TOKEN is the access token of a user, for example of the demo dataset:',
    `  ${style.dim(String.raw`TOKEN=$(${login} | sed 's/.*"access_token":"\([^"]*\)".*/\1/')`)}`,
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
      `Your ${service} service stopped responding after ${stoppedAfter}. ${passed} checks passed before, ${skipped} were not run.`,
    )
  return style.red(
    `The ${service} service does not conform to its contract: ${failed} of ${total} checks failed.`,
  )
}
