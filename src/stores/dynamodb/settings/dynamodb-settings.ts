import type { ResolvedConfig } from '../../../config/resolved-config.js'
import type { SettingChange, StoreSettings } from '../../contracts/store-settings.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { waitUntilActive } from '../client/wait-until-active.js'
import { type SettingsTable, TABLE_SETTINGS, type TableSetting } from './table-settings.js'

/** The settings of the todo table: billing, class, deletion protection, stream, encryption, recovery, tags. */
export const dynamodbSettings: StoreSettings<DynamodbStore> = {
  async compare(store, config, signal) {
    const differences = await listDifferences(store, config, signal)
    return differences.map(({ change }) => change)
  },
  async apply(store, config, signal) {
    const differences = await listDifferences(store, config, signal)
    for (const { setting, change } of differences) {
      // The server does not support it.
      if (change.from === null) continue
      const table = await openTable(store, signal)
      if (table === undefined) break
      await setting.write(table, config.dynamodb)
      await table.waitUntilActive()
    }
    return differences.map(({ change }) => change)
  },
}

interface Difference {
  readonly setting: TableSetting
  readonly change: SettingChange
}

async function listDifferences(
  store: DynamodbStore,
  { dynamodb }: ResolvedConfig,
  signal: AbortSignal,
): Promise<readonly Difference[]> {
  const table = await openTable(store, signal)
  if (table === undefined) return []
  const differences: Difference[] = []
  for (const setting of TABLE_SETTINGS) {
    const to = setting.configured(dynamodb)
    if (to === undefined) continue
    const from = await setting.read(table, dynamodb)
    if (from !== to) differences.push({ setting, change: { name: `dynamodb.${setting.name}`, from, to } })
  }
  return differences
}

/** The table once it is active; undefined before the first migration. */
async function openTable(
  { client, table }: DynamodbStore,
  signal: AbortSignal,
): Promise<SettingsTable | undefined> {
  const wait = { timeoutMs: 0, signal, onProgress: () => {} }
  const waitForTable = async (): Promise<Awaited<ReturnType<typeof waitUntilActive>>> =>
    waitUntilActive(client, table, wait)
  const description = await waitForTable()
  return description && { client, table, description, waitUntilActive: waitForTable }
}
