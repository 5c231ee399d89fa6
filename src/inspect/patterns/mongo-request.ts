import type { Document } from 'bson'

/** A find or aggregate command that MongoDB can explain. */
export type MongoRequest =
  | { readonly find: string; readonly filter: Document; readonly sort?: Document; readonly limit?: number }
  | { readonly aggregate: string; readonly pipeline: readonly Document[] }
