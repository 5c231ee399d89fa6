import type { Document } from 'bson'

/** A find or an aggregate, as the command that MongoDB explains. */
export type MongoRequest =
  | { readonly find: string; readonly filter: Document; readonly sort?: Document; readonly limit?: number }
  | { readonly aggregate: string; readonly pipeline: readonly Document[] }
