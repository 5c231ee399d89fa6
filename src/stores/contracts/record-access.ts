import type { Entity, PlainRecord, ReferenceDeclaration } from '../../domain/entities/entity.js'

/** Finds records by the declarations of their entities. Secret fields are left out. */
export interface RecordAccess {
  /** Finds a record by its id, without prefix. */
  find(entity: Entity, id: string): Promise<PlainRecord | undefined>
  /** Finds records by their ids, with one request if possible. Ids that do not exist are left out. */
  findAll(entity: Entity, ids: readonly string[]): Promise<readonly PlainRecord[]>
  /** Finds records whose search fields contain the text. Ignores case. */
  search(entity: SearchableEntity, words: string, limits: SearchLimits): Promise<FoundRecords>
  /** The records that refer to an id. Undefined if the declaration is not enough to find them with an index. */
  listReferring(entity: Entity, reference: ReferenceDeclaration, id: string): RecordList | undefined
  /** The arguments of `homemanager` that show a record. */
  toQuery(entity: Entity, id: string, record: PlainRecord): readonly string[]
}

export type SearchableEntity = Entity & { readonly searchFields: readonly string[] }

export interface SearchLimits {
  /** Records. */
  readonly size: number
  readonly timeoutMs: number
}

export interface FoundRecords {
  readonly records: readonly PlainRecord[]
  /** Whether all records were searched, or enough of them were found. */
  readonly complete: boolean
}

/** Records of one entity in the order of their ids. */
export interface RecordList {
  /** The arguments of `homemanager` that show the same records. */
  readonly query: readonly string[]
  /** Up to `size` records after the id `after`. */
  read(size: number, after?: string): Promise<readonly PlainRecord[]>
}

export interface RecordReaderOptions {
  /** Default: the store's own. */
  readonly maxConnections?: number
}

/** A connection that only reads, with a client that loads fast. */
export interface RecordReader<Client = unknown> extends RecordAccess, AsyncDisposable {
  readonly client: Client
}

/** Adds the client to what it reads. Disposing closes it. */
export function toRecordReader<Client extends AsyncDisposable>(
  client: Client,
  access: RecordAccess,
): RecordReader<Client> {
  return { ...access, client, [Symbol.asyncDispose]: async () => client[Symbol.asyncDispose]() }
}
