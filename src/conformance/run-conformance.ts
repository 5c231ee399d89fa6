import type { ServiceName } from '../core/service-name.js'
import { HomeError } from '../core/home-error.js'
import { BUDGET_API } from '../services/budget/api/budget-api.js'
import type { ServiceApi } from '../services/http/api/service-api.js'
import { IDENTITY_API } from '../services/identity/api/identity-api.js'
import { TODO_API } from '../services/todo/api/todo-api.js'
import { budgetContract } from './budget-contract.js'
import { createCommonChecks } from './common-checks.js'
import { CONFORMANCE_ERRORS } from './conformance-errors.js'
import type { TestUsers, ContractCheck, ServiceContract } from './contract-check.js'
import { identityContract } from './identity-contract.js'
import { createTestUsers } from './create-test-users.js'
import { TestAccounts } from './test-accounts.js'
import { todoContract } from './todo-contract.js'

export interface ConformanceOptions {
  readonly service: ServiceName
  /** Base URL of the implementation, without `/v1`. */
  readonly url: string
  /** Base URL of the identity service whose tokens it accepts. */
  readonly identityUrl: string
  readonly signal: AbortSignal
  readonly onCheck?: (done: number, all: number) => void
  /** Called at the end if accounts of the test users could not be deleted. */
  readonly onAccountsLeft?: (count: number) => void
}

export interface CheckResult {
  readonly name: string
  readonly ok: boolean
  /** The failure message. */
  readonly message?: string
}

export interface OperationResult {
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly ok: boolean
  readonly checks: readonly CheckResult[]
}

export interface ConformanceReport {
  readonly service: ServiceName
  readonly url: string
  readonly ok: boolean
  readonly passed: number
  readonly failed: number
  readonly items: readonly OperationResult[]
}

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
  await assertServiceReachable(options)
  const accounts = new TestAccounts(options.identityUrl)
  try {
    return await runChecks(options, accounts)
  } finally {
    const left = await accounts.delete()
    if (left > 0) options.onAccountsLeft?.(left)
  }
}

async function runChecks(options: ConformanceOptions, accounts: TestAccounts): Promise<ConformanceReport> {
  const [api, contract] = CONTRACTS[options.service]
  const checks = [...createCommonChecks(api.operations, contract), ...contract.checks]
  const testUsers = await createTestUsers(options.url, options.identityUrl, accounts)
  const results: OperationResult[] = []
  let done = 0
  for (const { id: operation, method, path } of api.operations) {
    const own: CheckResult[] = []
    for (const check of checks) {
      if (check.operation.id !== operation) continue
      options.signal.throwIfAborted()
      own.push(await runCheck(check, testUsers))
      options.onCheck?.(++done, checks.length)
    }
    results.push({ operation, method, path, ok: own.every(({ ok }) => ok), checks: own })
  }
  const failed = results.flatMap((result) => result.checks).filter(({ ok }) => !ok).length
  const { service, url } = options
  return { service, url, ok: failed === 0, passed: checks.length - failed, failed, items: results }
}

async function runCheck(check: ContractCheck, testUsers: TestUsers): Promise<CheckResult> {
  try {
    await check.run(testUsers)
    return { name: check.name, ok: true }
  } catch (error) {
    return { name: check.name, ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** Fails once instead of failing every check for the same reason. */
async function assertServiceReachable({ url, service, signal }: ConformanceOptions): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]) })
    await response.body?.cancel()
  } catch (error) {
    signal.throwIfAborted()
    throw new HomeError(CONFORMANCE_ERRORS.CONFORMANCE_UNREACHABLE, {
      message: `The ${service} service at ${url} is not responding.`,
      detail: error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error),
      suggestion: 'Run homemanager up, or pass the URL of the implementation with --url.',
      cause: error,
    })
  }
}
