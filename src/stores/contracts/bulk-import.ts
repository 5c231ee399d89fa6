import type { Endpoints } from '../../core/store-types.js'
import type { StoreName } from '../../core/store-name.js'
import type { EntityRegistry, RecordBatch } from '../../domain/entities/registry.js'
import type { SeedCheckpoint } from './data-store.js'

/** Writes the data directory of an embedded engine without the engine, which is faster than requests to it. */
export interface BulkImport<Name extends StoreName = StoreName> {
  /** With fewer records, requests to the engine take less time. */
  readonly minRecords: number
  /** Whether this engine, by its display name, can serve what `write` writes. */
  supports(engine: string): boolean
  /** Whether the running engine has nothing but the schema, the migration history and the checkpoint of this dataset. */
  isReplaceable(endpoint: Endpoints[Name], dataset: string): Promise<boolean>
  /**
   * Writes the directory `data` below `directory`: the schema, the settings and the migration history of the running engine, with the
   * records and the checkpoint.
   */
  write(endpoint: Endpoints[Name], directory: string, contents: BulkContents): Promise<void>
}

export interface BulkContents {
  readonly entities: EntityRegistry
  readonly batches: AsyncIterable<RecordBatch>
  readonly checkpoint: SeedCheckpoint
  readonly signal: AbortSignal
}
