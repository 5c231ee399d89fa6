import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { ForkRecord } from './fork-record.js'

/** Removes everything that a fork created. If the source stack no longer exists, neither do its copies: errors are ignored. */
export async function dropFork(record: ForkRecord): Promise<void> {
  await Promise.allSettled(STORE_NAMES.map(async (store) => dropCopy(store, record)))
}

async function dropCopy(store: StoreName, { name, source, ownEngines }: ForkRecord): Promise<void> {
  const ownEngine = ownEngines[store]
  const fork = await getStoreDriver(store).loadFork()
  await fork.drop({ name, source: source[store], ...(ownEngine === undefined ? {} : { ownEngine }) })
}
