import { compareSchemas } from './compare-schemas.js'
import type { MigrationHistory } from './migration-store.js'
import type { SchemaObject, SchemaRecord } from './schema-object.js'

/** The migration state of a store. */
export interface AppliedState {
  readonly history: MigrationHistory
  /** The live schema differs from the recorded one. */
  readonly drifted: boolean
}

export function schemasDiffer(record: SchemaRecord | undefined, live: readonly SchemaObject[]): boolean {
  return compareSchemas(record?.objects ?? [], live).length > 0
}

/** Throws if there is no history; `MigrationStore.readHistory` then reports the reason. */
export function requireHistory(history: MigrationHistory | undefined): MigrationHistory {
  if (history === undefined) throw new RangeError('The store has no migration history')
  return history
}
