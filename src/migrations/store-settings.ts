import type { ResolvedConfig } from '../config/resolved-config.js'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import type { SettingChange } from '../stores/contracts/store-settings.js'
import { createMigrationStore, type PendingStores } from '../stores/create-migration-stores.js'
import { getStoreDriver } from '../stores/registry.js'
import type { Stores } from '../stores/stores.js'
import { assertWritableTarget } from './assert-writable-target.js'
import type { MigrateOptions } from './migrate-options.js'

/** A setting of a database that differs, or differed, from its configuration. */
export interface StoreSettingChange extends SettingChange {
  readonly store: StoreName
}

type SettingsOptions = Pick<MigrateOptions, 'config' | 'only' | 'signal'>

/** Whether the configuration has settings of databases that homemanager does not run. */
export function hasStoreSettings(config: ResolvedConfig): boolean {
  return STORE_NAMES.some((name) => getStoreDriver(name).settings?.isConfigured(config) === true)
}

/** What differs from the configuration, of the selected stores. Read-only. */
export async function compareStoreSettings(
  stores: Stores,
  { config, only = [], signal = new AbortController().signal }: SettingsOptions,
): Promise<readonly StoreSettingChange[]> {
  if (config === undefined) return []
  const selected = STORE_NAMES.filter((name) => only.length === 0 || only.includes(name))
  const lists = await Promise.all(
    selected.map(async (store) => {
      const { settings } = getStoreDriver(store)
      if (settings?.isConfigured(config) !== true) return []
      const changes = await (await settings.load()).compare(stores[store], config, signal)
      return changes.map((change) => ({ store, ...change }))
    }),
  )
  return lists.flat()
}

/** Changes the settings of one store that differ from the configuration. Resolves to what differed. */
export async function applyStoreSettings(
  stores: PendingStores,
  store: StoreName,
  options: MigrateOptions,
): Promise<readonly StoreSettingChange[]> {
  const { config, signal = new AbortController().signal } = options
  const { settings } = getStoreDriver(store)
  if (config === undefined || settings?.isConfigured(config) !== true) return []
  const loaded = await settings.load()
  const opened = await stores[store]
  if ((await loaded.compare(opened, config, signal)).length === 0) return []
  await assertWritableTarget(await createMigrationStore(store, stores), options)
  const changes = await loaded.apply(opened, config, signal)
  return changes.map((change) => ({ store, ...change }))
}

/** One line: `dynamodb.deletionProtection: false → true`. */
export function formatSettingChange({ name, from, to }: SettingChange): string {
  return from === null ? `${name}: ${to} is not supported by this server` : `${name}: ${from} → ${to}`
}
