import type { StoreName } from '../core/store-name.js'

/** In what the engines differ, declared by each store; shared code asks these and never the store's name. */
export interface StoreCapabilities {
  /** DDL takes part in transactions, so that a failed migration leaves nothing behind. */
  readonly transactionalDdl: boolean
  /** Several records can be written atomically. */
  readonly multiDocumentTransactions: boolean
  /** The server itself can refuse writes for a session, so that a plan is enforced to be only a plan. */
  readonly readOnlySessions: boolean
}

/** An open connection to one store. Disposing it closes the connection, never the engine. */
export interface Store extends AsyncDisposable {
  readonly name: StoreName
  readonly capabilities: StoreCapabilities
  /** The hosts that it connects to, without ports. */
  readonly hosts: readonly string[]
  /** One round trip by the store's own protocol. Throws `STORE_UNREACHABLE` when there is no answer. */
  ping(): Promise<{ readonly version: string }>
}
