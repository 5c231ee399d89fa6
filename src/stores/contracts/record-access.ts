import type { Entity, PlainRecord, ReferenceDeclaration } from '../../domain/entities/entity.js'
import type { PartialId } from '../../domain/partial-id.js'
import type { ReferredByTerm } from './referred-ids.js'

/** Finds records by the declarations of their entities. Secret fields are left out. */
export interface RecordAccess {
  /** Finds a record by its id, without prefix. */
  find(entity: Entity, id: string): Promise<PlainRecord | undefined>
  /** Finds records by their ids, with one request if possible. Ids that do not exist are left out. */
  findAll(entity: Entity, ids: readonly string[]): Promise<readonly PlainRecord[]>
  /**
   * Up to `size` records by a part of their ids, in the order of these. Undefined if no index of the store finds them, and there are
   * too many records to read all of them.
   */
  findPartial(entity: Entity, part: PartialId, size: number): Promise<readonly PlainRecord[] | undefined>
  /**
   * Searches all records for those whose search fields contain the text, newest ids first. Ignores case. Also finds those with an
   * amount or of a day or a month, if the text is one, and those that refer to the records that `referred` has for a term.
   */
  search(
    entity: SearchableEntity,
    words: string,
    signal?: AbortSignal,
    referred?: ReferredByTerm,
  ): AsyncIterable<SearchStep>
  /** A page of all records, in the order of their ids or of a field. */
  list(entity: Entity, request: ListRequest): Promise<ListPage>
  /** The fields by which `list` can order. None if the store has no order but that of its keys. */
  listOrders(entity: Entity): Promise<readonly ListOrder[]>
  /** The records that refer to an id. Undefined if the declaration is not enough to find them with an index. */
  listReferring(entity: Entity, reference: ReferenceDeclaration, id: string): RecordList | undefined
  /** The arguments of `homemanager` that show a record. */
  toQuery(entity: Entity, id: string, record: PlainRecord): readonly string[]
}

export type SearchableEntity = Entity & { readonly searchFields: readonly string[] }

/** What was found in the records that were searched since the step before. */
export interface SearchStep {
  readonly records: readonly PlainRecord[]
  /** Number of records searched in this step. */
  readonly searched: number
}

export interface ListOrder {
  readonly field: string
  /** The index that has this order. Null: the store reads all records. */
  readonly index: string | null
}

export interface ListRequest {
  readonly size: number
  /** The field of one of `listOrders`. Default: the id. */
  readonly order?: string | undefined
  readonly descending?: boolean
  /** `next` of the page before. */
  readonly after?: unknown
  /** Ends sorting that takes long. */
  readonly signal?: AbortSignal | undefined
}

export interface ListPage {
  /** Fewer than `size`, or none, if finding them takes long: `next` continues. */
  readonly records: readonly PlainRecord[]
  /** Where the next page begins. Missing on the last page. */
  readonly next?: unknown
  /** Number of items that were read so far for a page that is not complete. */
  readonly scanned?: number
  /** About how many records are being sorted for a page that is not complete. */
  readonly total?: number
  /** The index that has this order. Null: the store reads all records. */
  readonly index: string | null
  /** Number of records that were read for the page; undefined if only the store knows it. */
  readonly read?: number
  /** The arguments of `homemanager` that show the same records. */
  readonly query: readonly string[]
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
