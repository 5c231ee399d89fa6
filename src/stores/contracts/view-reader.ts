import type { Entity, PlainRecord } from '../../domain/entities/entity.js'

/** The type of a column in SQL across stores. */
export type ViewType = 'UUID' | 'VARCHAR' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP' | 'DECIMAL' | 'JSON'

/** A column of a view, and the field that it shows. */
export interface ViewColumn {
  readonly name: string
  readonly type: ViewType
  /** The path of the field in the record: `category.primary`. */
  readonly path: string
  /** What may stand before an id in the field; the empty string if it may stand there alone. */
  readonly prefixes: readonly string[]
}

/** What the values of a column must be for a record to be needed. */
export interface Condition {
  readonly column: ViewColumn
  /** One of these, as SQL shows them: without prefixes. */
  readonly values?: readonly string[]
  /** For times: not before and not after. */
  readonly from?: Date
  readonly to?: Date
}

/** Conditions that all hold. */
export type Restriction = readonly Condition[]

/** The records of an entity that a query needs. A reader may return more. */
export interface ViewRead {
  readonly entity: Entity
  readonly columns: readonly ViewColumn[]
  /** A record is needed if one of these holds. Absent: all records. */
  readonly anyOf?: readonly Restriction[]
  readonly signal?: AbortSignal
  /** Also reports which index was used, where this needs requests of its own. */
  readonly explain?: boolean
  readonly onRequest?: (report: ViewRequest) => void
}

/** A request that was sent, or several of the same form. */
export interface ViewRequest {
  readonly request: string
  /** The index that was used; null for a full scan. Undefined if the store was not asked. */
  readonly index?: string | null
  /** Number of requests of this form. */
  readonly requests: number
  readonly examined?: number
  readonly returned: number
  /** DynamoDB: consumed read capacity units. */
  readonly capacity?: number
}

/** Reads records for SQL across stores, with a client that loads fast where there is one. */
export interface ViewReader extends AsyncDisposable {
  /** With more keys than this, reading everything is faster than reading by key. */
  readonly maxKeys: number
  readonly hosts: readonly string[]
  /** The paths of fields by whose values the store finds records with an index. */
  listIndexedPaths(entity: Entity): Promise<ReadonlySet<string>>
  /** The columns of the place that the entity does not declare. Absent if the store has no schema with columns. */
  listOtherColumns?(entity: Entity): Promise<readonly ViewColumn[]>
  /** Estimates the number of records, at most `limit`. */
  estimateCount(entity: Entity, limit: number): Promise<number>
  /** Reads the records in pages. Each record is returned once. */
  read(read: ViewRead): AsyncIterable<readonly PlainRecord[]>
}
