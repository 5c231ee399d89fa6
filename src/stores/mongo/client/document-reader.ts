import type { Document } from 'bson'

export interface FindRequest {
  readonly filter: Document
  readonly sort?: Readonly<Record<string, 1 | -1>>
  readonly projection?: Readonly<Record<string, 0 | 1>>
  readonly skip?: number
  readonly limit?: number
}

/** A reader of the budget database; does not require the MongoDB driver. */
export interface DocumentReader extends AsyncDisposable {
  find<T extends object>(collection: string, find: FindRequest): Promise<readonly T[]>
  aggregate(collection: string, pipeline: readonly Document[]): Promise<readonly Document[]>
  /** Lists collections with their options. */
  listCollections(): Promise<readonly Document[]>
  listIndexes(collection: string): Promise<readonly Document[]>
}
