import { getCauseMessage } from '../core/get-cause-message.js'
import type { DeletedIds } from '../stores/contracts/data-store.js'
import { TestAccounts } from './test-accounts.js'

const KNOWN_STORES_TIMEOUT_MS = 5000

/** How a run removes what it has made. */
export interface CleanUpOptions {
  /** Base URL of the identity service whose tokens the service under test accepts. */
  readonly identityUrl: string
  /**
   * Called at the end with the users and families of the run, to remove what the services keep of them. Resolves to whether
   * nothing more of them will be written. Without it, the accounts are deleted only as users would.
   */
  readonly removeData?: (ids: DeletedIds) => Promise<boolean>
  /** Called before the first account is created. */
  readonly onAccounts?: (accounts: TestAccounts) => void
  /** Called if something was not removed, with what and why. */
  readonly onRemains?: (remains: string) => void
}

/** What was not removed. */
export interface CleanUpReport {
  /** What was not removed, and why; null if all was. */
  readonly remains: string | null
}

/** Runs tests with accounts, and then deletes these with their families, also if the run fails or is aborted. */
export async function withTestAccounts<Report>(
  options: CleanUpOptions,
  run: (accounts: TestAccounts) => Promise<Report>,
): Promise<Report & CleanUpReport> {
  const accounts = new TestAccounts(options.identityUrl)
  options.onAccounts?.(accounts)
  let remains: string | null = null
  let report: Report
  try {
    report = await run(accounts)
  } finally {
    remains = await cleanUp(accounts, options)
    if (remains !== null) options.onRemains?.(remains)
  }
  return { ...report, remains }
}

/** Does not throw: the result of the run is shown even if it leaves something. */
async function cleanUp(accounts: TestAccounts, { removeData }: CleanUpOptions): Promise<string | null> {
  // What is left is removed from the stores afterwards, where they are known.
  const left = await accounts.delete(removeData === undefined ? undefined : KNOWN_STORES_TIMEOUT_MS)
  if (removeData === undefined)
    return left === 0
      ? null
      : `${left} test accounts (conformance-…@example.com) could not be deleted. Is event processing running?`
  try {
    if (await removeData(accounts.ids)) return null
    return 'Events of the test accounts have not been processed; their consumers may write records of deleted accounts. Is event processing running?'
  } catch (error) {
    return `Records and events of ${accounts.ids.userIds.length} test accounts (conformance-…@example.com) could not be removed: ${getCauseMessage(error)}`
  }
}
