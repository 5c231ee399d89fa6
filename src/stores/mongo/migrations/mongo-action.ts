import type { CreateIndexesOptions, Db, Document, IndexSpecification } from 'mongodb'

/** An index of a migration. Its name is required, to identify it later. */
export interface MongoIndex extends Omit<CreateIndexesOptions, 'name'> {
  readonly name: string
  readonly key: IndexSpecification
}

/** The argument of a module's `run` function. */
export interface MongoRunContext {
  readonly db: Db
  readonly signal: AbortSignal
  /** An earlier run of the step was interrupted and may have written some data. */
  readonly resumed: boolean
  readonly progress: (note: string) => void
}

/** One step of a MongoDB migration, named as in the file. */
export type MongoAction =
  | { readonly createCollection: { readonly collection: string; readonly validator?: Document } }
  | { readonly dropCollection: { readonly collection: string } }
  | { readonly setValidator: { readonly collection: string; readonly validator: Document } }
  | { readonly createIndexes: { readonly collection: string; readonly indexes: readonly MongoIndex[] } }
  | { readonly dropIndexes: { readonly collection: string; readonly names: readonly string[] } }
  /** Any database command, as extended JSON. Must be idempotent. */
  | { readonly command: Document }
  /** Modules only. Must be idempotent. */
  | { readonly run: (context: MongoRunContext) => Promise<void> }

/** A MongoDB migration: the content of a JSON file or the `migration` export of a module. */
export interface MongoMigration {
  readonly after?: readonly string[]
  /** Why the migration cannot be reverted. */
  readonly irreversible?: string
  readonly up: readonly (MongoAction & { readonly name: string })[]
  readonly down?: readonly (MongoAction & { readonly name: string })[]
}
