import { getServiceKind } from '../config/service-kind.js'
import { removeTestData } from '../conformance/remove-test-data.js'
import type { TestAccounts } from '../conformance/test-accounts.js'
import type { CleanUpOptions } from '../conformance/with-test-accounts.js'
import type { ServiceName } from '../core/service-name.js'
import type { Project } from '../project/project.js'
import type { CommandContext } from './command-context.js'

/** How `conformance` and `torture` remove their test accounts. Dispose it when the run has ended. */
export interface TestAccountCleanUp extends Disposable {
  readonly options: CleanUpOptions
}

/** Says what an interrupted run is waiting for, and what remains if a second signal ends it. */
export function createTestAccountCleanUp(
  { output, signal, signalHandler }: CommandContext,
  project: Project,
  identityUrl: string,
): TestAccountCleanUp {
  let accounts: TestAccounts | undefined
  const onAbort = (): void => {
    if (accounts !== undefined)
      output.note('Removing the test accounts. Press Ctrl-C again to end without it.')
  }
  signal.addEventListener('abort', onAbort)
  const forcedExit = signalHandler.onForcedExit(() => {
    if (accounts !== undefined) output.warn(describeRemains(accounts))
  })
  return {
    options: {
      identityUrl,
      // Of another identity service, the stores are not known.
      ...(identityUrl === project.state().services?.urls.identity && project.config.protected !== true
        ? {
            async removeData(ids) {
              await using stores = await project.connect()
              return await removeTestData(stores, ids)
            },
          }
        : {}),
      onAccounts(created) {
        accounts = created
      },
      onRemains: (remains) => output.warn(remains),
    },
    [Symbol.dispose]() {
      signal.removeEventListener('abort', onAbort)
      forcedExit[Symbol.dispose]()
    },
  }
}

function describeRemains({ count, ids }: TestAccounts): string {
  const all = ids.userIds.length
  return count === 0
    ? `Not removed: records and events of ${all} test accounts, which are deleted.`
    : `Not removed: ${count} of ${all} test accounts (conformance-…@example.com), with their families, records and events.`
}

/** The service of the stack may be the user's own, which `up` does not start. */
export function explainUnreachable(
  { config }: Project,
  service: ServiceName,
): { readonly whenUnreachable?: string } {
  const kind = getServiceKind(config, service)
  if (kind === 'command')
    return { whenUnreachable: `Run homemanager logs ${service} to see why it has ended.` }
  if (kind === 'bundled') return {}
  return {
    whenUnreachable: `It is your own ${service} service, which homemanager does not start. Start it, or correct the URL that is configured for it.`,
  }
}
