import type { Document } from 'bson'
import type { MongoFind } from '../../../core/store-types.js'

/** A find command without its collection. */
export interface FindRequest extends Omit<MongoFind, 'find'> {
  readonly skip?: number
  /** The most documents of a page. Default: as many as 16 MB have. */
  readonly batchSize?: number
}

/** A reader of the budget database; does not require the MongoDB driver. */
export interface DocumentReader extends AsyncDisposable {
  find<T extends object>(collection: string, find: FindRequest): Promise<readonly T[]>
  /** The same as `find`, if it takes long: other requests do not wait for it, and aborting it ends it on the server. */
  findAlone<T extends object>(
    collection: string,
    find: FindRequest,
    signal: AbortSignal | undefined,
  ): Promise<readonly T[]>
  /** The same as `find`, in pages. Ending the iteration early ends the cursor. */
  findPages<T extends object>(collection: string, find: FindRequest): AsyncIterable<readonly T[]>
  /** The plan of a find, with the counts of running it. */
  explain(collection: string, find: FindRequest): Promise<Document>
  aggregate(collection: string, pipeline: readonly Document[]): Promise<readonly Document[]>
  /** Lists collections with their options, without those of rehearsals. */
  listCollections(): Promise<readonly Document[]>
  listIndexes(collection: string): Promise<readonly Document[]>
}
