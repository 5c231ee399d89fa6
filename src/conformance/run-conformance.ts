import { setTimeout as sleep } from 'node:timers/promises'
import { findClosestMatch } from '../core/closest-match.js'
import { getErrorMessage } from '../core/get-error-message.js'
import { isHttpReady } from '../core/is-http-ready.js'
import type { ServiceName } from '../core/service-name.js'
import { HomeError } from '../core/home-error.js'
import { BUDGET_API } from '../services/budget/api/budget-api.js'
import type { ServiceApi } from '../services/http/api/service-api.js'
import { IDENTITY_API } from '../services/identity/api/identity-api.js'
import { TODO_API } from '../services/todo/api/todo-api.js'
import { assertServiceReachable, type ReachableOptions } from './assert-service-reachable.js'
import { budgetContract } from './budget-contract.js'
import { createCommonChecks } from './common-checks.js'
import { CONFORMANCE_ERRORS } from './conformance-errors.js'
import type { TestUsers, ContractCheck, ServiceContract } from './contract-check.js'
import { type SentRequest, toCurlLine } from './curl-line.js'
import { identityContract } from './identity-contract.js'
import { createTestUsers } from './create-test-users.js'
import { NoResponse } from './no-response.js'
import type { TestAccounts } from './test-accounts.js'
import { todoContract } from './todo-contract.js'
import { type CleanUpOptions, type CleanUpReport, withTestAccounts } from './with-test-accounts.js'

export interface ConformanceOptions extends ReachableOptions, CleanUpOptions {
  /** The ids of the operations to check; default: all. Throws `CONFORMANCE_OPERATION_UNKNOWN`. */
  readonly only?: readonly string[]
  readonly onCheck?: (done: number, all: number) => void
}

export interface CheckResult {
  readonly name: string
  readonly ok: boolean
  /** The failure message. */
  readonly message?: string
  /** The last request of a failed check, as a curl command. */
  readonly request?: string
  /** Not run, because the service had stopped responding. */
  readonly skipped?: true
  readonly elapsedMs: number
}

export interface OperationResult {
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly ok: boolean
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly checks: readonly CheckResult[]
}

export interface ConformanceReport extends CleanUpReport {
  readonly service: ServiceName
  readonly url: string
  readonly ok: boolean
  readonly passed: number
  readonly failed: number
  /** Checks that were not run, because the service had stopped responding. */
  readonly skipped: number
  /** The check after which the service no longer responded; null if it always did. */
  readonly stoppedAfter: string | null
  readonly items: readonly OperationResult[]
}

/** How long a service may take to restart, as those do that are supervised. */
const RESTART_MS = 3000

const CONTRACTS: Readonly<Record<ServiceName, readonly [ServiceApi, ServiceContract]>> = {
  identity: [IDENTITY_API, identityContract],
  todo: [TODO_API, todoContract],
  budget: [BUDGET_API, budgetContract],
}

/**
 * Runs the contract tests against any implementation of a service, one operation after the other. Then, also if it fails or
 * is aborted, deletes the accounts and families that it has created.
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  // Before anything is created.
  assertOperationsKnown(options)
  await assertServiceReachable(options)
  return withTestAccounts(options, async (accounts) => runChecks(options, accounts))
}

async function runChecks(
  options: ConformanceOptions,
  accounts: TestAccounts,
): Promise<Omit<ConformanceReport, 'remains'>> {
  const { service, url, only = [] } = options
  const [api, contract] = CONTRACTS[service]
  const operations = api.operations.filter(({ id }) => only.length === 0 || only.includes(id))
  const checks = [...createCommonChecks(api.operations, contract), ...contract.checks]
  const selected = checks.filter((check) => operations.some(({ id }) => id === check.operation.id))
  const run: CheckRun = { options, lastRequest: undefined, stoppedAfter: null }
  const observer = {
    onRequest(request: SentRequest) {
      run.lastRequest = request
    },
  }
  const testUsers = await createTestUsers(options, accounts, observer)
  const results: OperationResult[] = []
  let done = 0
  for (const { id: operation, method, path } of operations) {
    const own: CheckResult[] = []
    for (const check of selected) {
      if (check.operation.id !== operation) continue
      options.signal.throwIfAborted()
      own.push(await runCheck(check, testUsers, run))
      options.onCheck?.(++done, selected.length)
    }
    results.push({ operation, method, path, ok: own.every(({ ok }) => ok), ...count(own), checks: own })
  }
  const counts = count(results.flatMap((result) => result.checks))
  return {
    service,
    url,
    ok: counts.passed === selected.length,
    ...counts,
    stoppedAfter: run.stoppedAfter,
    items: results,
  }
}

interface CheckRun {
  readonly options: ConformanceOptions
  lastRequest: SentRequest | undefined
  stoppedAfter: string | null
}

async function runCheck(check: ContractCheck, testUsers: TestUsers, run: CheckRun): Promise<CheckResult> {
  const { name } = check
  if (run.stoppedAfter !== null) return { name, ok: false, skipped: true, elapsedMs: 0 }
  const since = performance.now()
  const measure = (): { readonly elapsedMs: number } => ({ elapsedMs: Math.round(performance.now() - since) })
  run.lastRequest = undefined
  try {
    await check.run(testUsers)
    return { name, ok: true, ...measure() }
  } catch (error) {
    run.options.signal.throwIfAborted()
    if (error instanceof NoResponse && !(await isReachable(run.options)))
      run.stoppedAfter = `${check.operation.id}: ${name}`
    const message = getErrorMessage(error)
    const sent = run.lastRequest
    return {
      name,
      ok: false,
      message,
      ...(sent === undefined ? {} : { request: toCurlLine(sent) }),
      ...measure(),
    }
  }
}

function count(checks: readonly CheckResult[]): {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
} {
  const passed = checks.filter(({ ok }) => ok).length
  const skipped = checks.filter((check) => check.skipped === true).length
  return { passed, failed: checks.length - passed - skipped, skipped }
}

/** Throws `CONFORMANCE_OPERATION_UNKNOWN`. */
export function assertOperationsKnown({
  only = [],
  service,
}: Pick<ConformanceOptions, 'only' | 'service'>): void {
  const known = CONTRACTS[service][0].operations.map(({ id }) => id)
  const unknown = only.find((id) => !known.includes(id))
  if (unknown === undefined) return
  const guess = findClosestMatch(unknown, known)
  throw new HomeError(CONFORMANCE_ERRORS.CONFORMANCE_OPERATION_UNKNOWN, {
    message: `The ${service} service has no operation "${unknown}".`,
    detail: `Operations: ${known.join(', ')}.`,
    suggestion: guess === undefined ? 'Pass one of them.' : `Did you mean "${guess}"?`,
  })
}

/** Whether the service accepts connections. It may have restarted in the meantime. */
async function isReachable({ url, signal }: ConformanceOptions): Promise<boolean> {
  const deadline = performance.now() + RESTART_MS
  for (;;) {
    if (await isHttpReady(new URL(url), { timeoutMs: 2000 }, () => true)) return true
    if (performance.now() >= deadline) return false
    await sleep(200, undefined, { signal })
  }
}
