import type { CreateIndexesOptions, Db, Document, IndexSpecification } from 'mongodb'

/** An index as a migration names it: the name is required, so that it is known again. */
export interface MongoIndex extends Omit<CreateIndexesOptions, 'name'> {
  readonly name: string
  readonly key: IndexSpecification
}

/** What the `run` of a module gets. */
export interface MongoRunContext {
  readonly db: Db
  readonly signal: AbortSignal
  /** The step was begun before and cut off: what it did then is still there. */
  readonly resumed: boolean
  readonly progress: (note: string) => void
}

/** One step of a MongoDB migration, by the word that it has in the file. */
export type MongoAction =
  | { readonly createCollection: { readonly collection: string; readonly validator?: Document } }
  | { readonly dropCollection: { readonly collection: string } }
  | { readonly setValidator: { readonly collection: string; readonly validator: Document } }
  | { readonly createIndexes: { readonly collection: string; readonly indexes: readonly MongoIndex[] } }
  | { readonly dropIndexes: { readonly collection: string; readonly names: readonly string[] } }
  /** Any database command, as extended JSON. It has to be safe to repeat. */
  | { readonly command: Document }
  /** Modules only. It has to be safe to repeat. */
  | { readonly run: (context: MongoRunContext) => Promise<void> }

/** A migration of MongoDB as a JSON file or a module's `migration` states it. */
export interface MongoMigration {
  readonly after?: readonly string[]
  /** Why there is no way back. */
  readonly irreversible?: string
  readonly up: readonly (MongoAction & { readonly name: string })[]
  readonly down?: readonly (MongoAction & { readonly name: string })[]
}
