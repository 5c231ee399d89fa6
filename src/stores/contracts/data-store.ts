import type { StoreName } from '../../core/store-name.js'
import type { EntityPlural, EntityRegistry, RecordBatch } from '../../domain/entities/registry.js'

/** How far a dataset is loaded in a store. Stored in that store, so that it is copied and deleted with the data. */
export interface SeedCheckpoint {
  /** The dataset key: generator version, random seed, profile name and a hash of the profile. */
  readonly world: string
  readonly profile: string
  /** The complete profile as JSON, so that the dataset can be removed after its profile file was deleted. */
  readonly content: string
  readonly seed: number
  readonly generator: number
  /** Number of families loaded: families 0 to `done - 1` are in the store. */
  readonly done: number
  /** Total number of families of the dataset. */
  readonly families: number
}

/** A record as read from a store, or as it would be read after it was written. */
export interface StoredRecord {
  readonly kind: EntityPlural | 'other'
  /** The ID of the record, or its key if it has no ID. */
  readonly id: string
  /** All fields with their types in a fixed order; equal for equal records on every engine. */
  readonly canonical: string
  /** The fields as plain values. Any field may be missing or have the wrong type. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Data that belongs to no entity, or to none of its fields. */
export interface OtherData {
  /** `items` are those of the table of DynamoDB. */
  readonly kind: 'column' | 'table' | 'collection' | 'items'
  /** `users.phone` for a column. */
  readonly name: string
  /** The number of records; null for a column, and if it is not known. */
  readonly records: number | null
}

/** Loads, reads and removes datasets: the operations that seeding requires of a store. */
export interface DataStore {
  readonly name: StoreName
  /** The entities whose records it loads and reads. */
  readonly entities: EntityRegistry
  /** Optimal number of records per `load`. */
  readonly recordsPerBatch: number
  /** Maximum number of concurrent `load` calls, enough that the engine is never idle between batches. */
  readonly maxConcurrentBatches: number
  /** Lists the tables or collections that a dataset requires and that do not exist. */
  listMissingTables(): Promise<readonly string[]>
  /**
   * Whether the server has no record, in any table, collection or database, also those that are not homemanager's, and no table or
   * collection but those that migrations create. The migration history and the offsets of consumers do not count: an empty stack has
   * them too.
   */
  isEmpty(): Promise<boolean>
  /**
   * Waits until no other command loads or removes datasets, and keeps others waiting until disposed. Absent if the store has no such
   * lock; that of one store is enough.
   */
  lock?(options: DatasetLockOptions): Promise<AsyncDisposable>
  readCheckpoints(): Promise<readonly SeedCheckpoint[]>
  writeCheckpoint(checkpoint: SeedCheckpoint): Promise<void>
  deleteCheckpoint(dataset: string): Promise<void>
  /**
   * Whether `load` also writes the checkpoint, in one transaction with the records. Otherwise the caller calls
   * `writeCheckpoint` after `load`.
   */
  readonly checkpointsAtomically: boolean
  /**
   * Writes the records. Idempotent: an interrupted call can be repeated with the same records and checkpoint. Records
   * of other datasets are not changed; a conflict with one is an error. When `signal` is aborted, rejects with its
   * reason and stops writing; some records may already be written.
   */
  load(batch: RecordBatch, checkpoint: SeedCheckpoint, signal?: AbortSignal): Promise<void>
  /**
   * Writes records that are missing or were changed. `stored` is what the store has under their IDs and what they replace.
   * Undelivered events of a replaced record are not changed. Idempotent: an interrupted call can be repeated.
   */
  replace(batch: RecordBatch, stored: readonly StoredRecord[], signal?: AbortSignal): Promise<void>
  /**
   * Removes what the store has learned of the deletion of these families and users, which are added again. Absent if it
   * learns nothing.
   */
  forgetDeletions?(deleted: DeletedIds): Promise<void>
  /** Reads all records in pages, in no particular order. */
  scan(kinds?: readonly EntityPlural[]): AsyncIterable<readonly StoredRecord[]>
  /** What the store holds that `scan` does not read and that is not homemanager's own, such as tables of the user. Reads little. */
  listOtherData(): Promise<readonly OtherData[]>
  /** Whether a record of `scan` that belongs to no entity is homemanager's own. Absent if `scan` reads entities only. */
  isBookkeeping?(other: StoredRecord): boolean
  /** Returns the records of a batch as `scan` would return them. */
  toStoredRecords(batch: RecordBatch): readonly StoredRecord[]
  /** Names the fields that differ between two records of the same entity. */
  listChangedFields(expected: StoredRecord, stored: StoredRecord): readonly string[]
  /** Lists outbox entries older than `before`, and dead letters. Returns at most 1,000 of each. */
  listUndeliveredEvents(before: Date): Promise<readonly UndeliveredEvent[]>
  /**
   * Checks that the store's constraints, also those of the user's own schema, permit this work, without an effect on any record:
   * for example, does it in a transaction and rolls it back. Throws the store's error.
   */
  rehearse(work: RehearsedWork): Promise<void>
  /**
   * Removes what these families and users leave behind when they are deleted: events, sagas, dead letters and stored
   * responses. For tests, whose users never existed for anyone else.
   */
  removeTraces(deleted: DeletedIds): Promise<void>
  /**
   * What references do to tables of the user when records of entities are removed, each as a sentence. Absent if the store has no
   * references.
   */
  listSideEffects?(): Promise<readonly string[]>
  /** Removes these families and all their records; resolves to the number of records removed. */
  removeFamilies(families: readonly FamilyIds[]): Promise<number>
}

export interface DatasetLockOptions {
  readonly signal?: AbortSignal | undefined
  /** Called once if another command has the lock. */
  readonly onWait?: (() => void) | undefined
  readonly onLocked?: (() => void) | undefined
}

/** Families to remove, in the batches of `removeFamilies`, then records to load. */
export interface RehearsedWork {
  readonly remove?: readonly (readonly FamilyIds[])[]
  readonly load?: RecordBatch
}

/** An event that was not delivered to all its consumers. */
export interface UndeliveredEvent {
  readonly id: string
  readonly message: string
}

/** Families and users that were deleted. */
export interface DeletedIds {
  readonly familyIds: readonly string[]
  readonly userIds: readonly string[]
}

/** A seeded family and its seeded users. */
export interface FamilyIds {
  readonly id: string
  readonly userIds: readonly string[]
}
