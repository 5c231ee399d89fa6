import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/store-types.js'
import { mapStoresAsync, type PerStore, STORE_NAMES } from '../../core/store-name.js'
import type { DatasetFingerprint } from '../../dataset/fingerprint.js'
import { readLiveContents } from '../../snapshots/portable/portable-contents.js'
import { loadStoreClients } from '../../stores/open-stores.js'
import type { RecordedMigration } from '../../snapshots/snapshot-manifest.js'
import { getStoreDriver } from '../../stores/registry.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import type { StackEngine } from '../state/stack-state.js'

/** What the manifest of a snapshot says of the records. */
export interface StoreContents {
  readonly fingerprint: DatasetFingerprint
  readonly counts: Readonly<Record<string, number>>
  readonly histories: Histories
}

/** The migration history of each store; undefined if it has none, or it cannot be read. */
export type Histories = PerStore<readonly RecordedMigration[] | undefined>

export function toEndpoints(engines: readonly StackEngine[]): Endpoints {
  return Object.fromEntries(engines.map(({ store, endpoint }) => [store, endpoint])) as unknown as Endpoints
}

/** Loads what `readContents` requires, so that reading itself takes less time. */
export async function prepareReading(): Promise<void> {
  await Promise.all([
    loadStoreClients(),
    ...STORE_NAMES.flatMap((name) => {
      const driver = getStoreDriver(name)
      return [driver.loadDataStore(), driver.loadAppliedStateReader()]
    }),
  ])
}

/** Reads all records and the migration history of running engines. */
export async function readContents(
  config: ResolvedConfig,
  engines: readonly StackEngine[],
): Promise<StoreContents> {
  const endpoints = toEndpoints(engines)
  const { entities } = await loadExtensions(config)
  const [contents, histories] = await Promise.all([
    readLiveContents(endpoints, entities),
    readHistories(endpoints),
  ])
  return { ...contents, histories }
}

/** Reads the migration histories of running engines. */
export async function readHistories(endpoints: Endpoints): Promise<Histories> {
  return mapStoresAsync(async (name) => {
    const read = await getStoreDriver(name).loadAppliedStateReader()
    const state = await read(endpoints[name] as never).catch(() => undefined)
    return state?.history.entries.map(
      ({ id, checksum, outcome, direction, done, stepCount, startedAt }): RecordedMigration => ({
        id,
        checksum,
        outcome,
        direction,
        done,
        stepCount,
        startedAt,
      }),
    )
  })
}
