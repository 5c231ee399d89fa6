import type { ResolvedConfig } from '../../config/resolved-config.js'

/** A setting of a database that differs from its configuration. */
export interface SettingChange {
  /** The setting in homemanager.yaml: `dynamodb.tableClass`. */
  readonly name: string
  /** As the server has it; null if the server does not support the setting. */
  readonly from: string | null
  /** As configured. */
  readonly to: string
}

/** Settings of a database that are configured rather than migrated, such as the class of a table. */
export interface StoreSettings<Opened> {
  /** What differs from the configuration. A setting that is not configured is not compared. Read-only. */
  compare(store: Opened, config: ResolvedConfig, signal: AbortSignal): Promise<readonly SettingChange[]>
  /** Changes what differs, and waits until the server has done it. Resolves to what differed. */
  apply(store: Opened, config: ResolvedConfig, signal: AbortSignal): Promise<readonly SettingChange[]>
}
