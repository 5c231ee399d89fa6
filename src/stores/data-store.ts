import type { StoreName } from '../core/store-name.js'
import type { RecordBatch, SeededEntity } from '../domain/seeded-entities.js'

/** A world that was seeded into a store, wholly or in part; kept in that store, so that it goes where the data goes. */
export interface SeedCheckpoint {
  /** The world's key: generator version, seed, profile and what the profile says. */
  readonly world: string
  readonly profile: string
  /** The whole profile as JSON: what was seeded can be removed when its file is long gone. */
  readonly content: string
  readonly seed: number
  readonly generator: number
  /** Families 0 to `done - 1` are in the store. */
  readonly done: number
  /** How many there shall be. */
  readonly families: number
}

/** A record as it was read, or as it would be read if it were written. */
export interface StoredRecord {
  readonly kind: SeededEntity | 'other'
  /** What people find it by: the id where it has one, else its key. */
  readonly id: string
  /** Everything the record says, types included, in one order; equal for equal records on any engine. */
  readonly canonical: string
  /** Its fields as plain values; anything may be missing or of another type than it should be. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Loading, reading and removing whole worlds: what seeding needs of a store. */
export interface DataStore {
  readonly name: StoreName
  /** How many records one `load` takes best. */
  readonly recordsPerBatch: number
  /** How many of them it takes at a time, so that the engine finds the next one waiting. */
  readonly maxConcurrentBatches: number
  /** The tables or collections that a world needs and that are not there. */
  listMissingTables(): Promise<readonly string[]>
  readCheckpoints(): Promise<readonly SeedCheckpoint[]>
  writeCheckpoint(checkpoint: SeedCheckpoint): Promise<void>
  deleteCheckpoint(dataset: string): Promise<void>
  /** Whether `load` writes the mark too, in one transaction with the records. Else `putMark` follows. */
  readonly checkpointsAtomically: boolean
  /**
   * Writes the records. Killed on the way and called again with the same records and mark, it ends in the same state.
   * Records of other worlds stay as they are; one that is in the way is an error. Aborted, it may end half-way with the
   * signal's reason, with nothing being written any more.
   */
  load(batch: RecordBatch, checkpoint: SeedCheckpoint, signal?: AbortSignal): Promise<void>
  /** Everything in the store, a page at a time, in no order. */
  scan(kinds?: readonly SeededEntity[]): AsyncIterable<readonly StoredRecord[]>
  /** How the records of a batch would be read. */
  toStoredRecords(batch: RecordBatch): readonly StoredRecord[]
  /** Events that wait in the outbox since before that moment, and dead letters. A thousand at most. */
  listUndeliveredEvents(before: Date): Promise<readonly UndeliveredEvent[]>
  /** Removes these families with all that belongs to them; resolves to how many records that were. */
  removeFamilies(families: readonly FamilyIds[]): Promise<number>
}

/** An event that did not get to where it belongs. */
export interface UndeliveredEvent {
  readonly id: string
  readonly message: string
}

/** A family and those who were seeded into it. */
export interface FamilyIds {
  readonly id: string
  readonly userIds: readonly string[]
}
