import type { CheckResult, ConformanceReport } from '../../../conformance/run-conformance.js'

/** A request that fails in the same way in several checks, such as the one that creates what they need. */
export interface SharedFailure {
  /** `POST http://127.0.0.1:4002/v1/todos` */
  readonly request: string
  readonly message: string
  /** One of the requests, as a curl command. */
  readonly curl: string
  readonly checks: ReadonlySet<CheckResult>
}

/** Fewer failures are printed with their checks. */
const MIN_CHECKS = 3

/** The failures that several checks share, those of most checks first. */
export function findSharedFailures({ items }: ConformanceReport): readonly SharedFailure[] {
  const groups = new Map<string, SharedFailure & { readonly checks: Set<CheckResult> }>()
  for (const check of items.flatMap(({ checks }) => checks)) {
    const { message, request: curl } = check
    if (message === undefined || curl === undefined) continue
    const [, method = 'GET', url] = /^curl -i (?:-X (\S+) )?'([^']*)'/.exec(curl) ?? []
    if (url === undefined) continue
    const request = `${method} ${url}`
    const key = `${maskValues(request)} ${maskValues(withoutResponse(message))}`
    const group = groups.get(key) ?? { request, message, curl, checks: new Set<CheckResult>() }
    group.checks.add(check)
    groups.set(key, group)
  }
  return [...groups.values()]
    .filter(({ checks }) => checks.size >= MIN_CHECKS)
    .toSorted((a, b) => b.checks.size - a.checks.size)
}

/** What does not match the contract says enough: `the body must have required property 'status' (201 {…})`. */
function withoutResponse(message: string): string {
  return message.replace(/ \(\d{3} [^]*\)$/, '')
}

/**
 * Paths, and the bodies of responses, differ in ids of requests and records, and in times. Of a long body the end is missing, also of
 * such a value.
 */
function maskValues(text: string): string {
  return text
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…')
    .replace(/[\da-f…TZ:.-]*…(?=\)?$)/, '…')
    .replaceAll(/(?<=\/)\d+(?=\/|$)/g, '…')
}
