import type { StoreName } from '../../core/store-name.js'
import type { ServerIdentity } from './server-identity.js'

/** Differences between the stores. Shared code checks these capabilities, never the store's name. */
export interface StoreCapabilities {
  /** DDL is transactional, so a failed migration is rolled back completely. */
  readonly transactionalDdl: boolean
  /** Several records can be written in one transaction. */
  readonly multiDocumentTransactions: boolean
  /** The server can make a session read-only, which guarantees that planning writes nothing. */
  readonly readOnlySessions: boolean
}

/** The load of a client library, for metrics. */
export interface ClientLoad {
  /** Connections that run a request. */
  readonly connectionsInUse: number
  readonly maxConnections: number
  /** Requests that wait for a connection. Each ends after its timeout. */
  readonly waiting: number
  /** Attempts that the client library has repeated. */
  readonly retries: number
}

/** An open connection to one store. Disposing it closes the connection, never the engine. */
export interface Store extends AsyncDisposable {
  readonly name: StoreName
  readonly capabilities: StoreCapabilities
  /** The hosts to connect to, without ports. */
  readonly hosts: readonly string[]
  getLoad(): ClientLoad
  /** Asks the server what it is, which its address does not say. */
  identify(): Promise<ServerIdentity>
  /** Sends one request in the store's protocol. Throws `STORE_UNREACHABLE` if there is no response. */
  ping(): Promise<{ readonly version: string }>
}
