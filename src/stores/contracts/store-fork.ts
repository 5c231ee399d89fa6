import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/store-types.js'
import type { StoreName } from '../../core/store-name.js'
import type { EngineRecord, Provider } from '../../providers/provider.js'

/** Copies the data of a running store, so that a test can change the copy. */
export interface StoreFork<Name extends StoreName = StoreName> {
  /** Whether concurrent copies would only wait for each other, so that the caller runs one at a time. */
  readonly serial: boolean
  /** Resolves to the endpoint of the copy. */
  create(request: ForkRequest<Name>): Promise<Endpoints[Name]>
  /** Removes everything that `create` created, even if it was interrupted. */
  drop(copy: StoreCopy<Name>): Promise<void>
}

/** A copy of a store, as plain JSON. */
export interface StoreCopy<Name extends StoreName = StoreName> {
  /** Unique. Matches `[a-z0-9_]*`, for example to name a database. */
  readonly name: string
  /** The endpoint of the original. */
  readonly source: Endpoints[Name]
  /** The engine that serves the copy, if it is not that of the original. */
  readonly ownEngine?: ForkEngine
}

export interface ForkRequest<Name extends StoreName = StoreName> extends StoreCopy<Name> {
  /** The engine of the original. */
  readonly engine: EngineRecord & { readonly provider: Provider['name'] }
  /** The configuration of the original. */
  readonly config: ResolvedConfig
  /**
   * Saves the copy's own engine, so that it is removed even if this process is killed. To be called before its directory
   * is filled, when it is started, and with undefined if it is not used after all.
   */
  readonly saveOwnEngine: (engine: ForkEngine | undefined) => void
}

/** An engine that serves one copy. At most one store of a stack has one. */
export interface ForkEngine {
  /** Its state directory. */
  readonly home: string
  /** Absent until it is started. */
  readonly record?: EngineRecord
}
