import { type Document, EJSON } from 'bson'
import type { PageRequest } from '../../contracts/query.js'
import { getBsonType } from '../extended-json/format-extended-json.js'
import { parseContinuationToken, toContinuationToken } from '../../query-text/continuation-token.js'
import type { MongoCall, MongoQuery } from './parse-mongo-query.js'

/** A query that returns one page, and how the next one is found. */
export interface PagedCall {
  readonly query: MongoQuery
  /** Number of documents to skip. */
  readonly skip: number
  /** The text with which the query continues after a document, the `count`-th one of this page. */
  readonly toContinuation: (last: Document | undefined, count: number) => string
}

/** The types of `_id` as MongoDB orders them. `$gt` only finds values of the same type. */
const TYPES = [
  'minKey',
  'null',
  'number',
  'string',
  'object',
  'binData',
  'objectId',
  'bool',
  'date',
  'timestamp',
  'javascript',
  'maxKey',
] as const
type IdType = (typeof TYPES)[number]

const TYPES_OF_CLASSES: Readonly<Record<string, IdType>> = {
  MinKey: 'minKey',
  Int32: 'number',
  Long: 'number',
  Double: 'number',
  Decimal128: 'number',
  BSONSymbol: 'string',
  Binary: 'binData',
  UUID: 'binData',
  ObjectId: 'objectId',
  Timestamp: 'timestamp',
  Code: 'javascript',
  MaxKey: 'maxKey',
}

/**
 * The query for the page. A plain `find` is sorted by `_id` and continues after the last one, so that documents that are added
 * or deleted in the meantime do not move the others. Other queries continue after a number of documents.
 */
export function toPagedCall(query: MongoQuery, { after }: PageRequest): PagedCall {
  const position =
    after === undefined
      ? {}
      : parseContinuationToken(after, (json) => EJSON.parse(json, { relaxed: false }) as unknown)
  if (!isPlainFind(query)) {
    const skip = Number(position['skip'] ?? 0)
    return { query, skip, toContinuation: (_, count) => formatContinuation({ skip: skip + count }) }
  }
  const [filter = {}, ...args] = query.call.args
  const conditions = 'id' in position ? [toNextCondition(position['id'])] : []
  const call: MongoCall = {
    ...query.call,
    args: [conditions.length === 0 ? filter : { $and: [filter, ...conditions] }, ...args],
  }
  const chain = [{ name: 'sort', args: [{ _id: 1 }] }, ...query.chain]
  return {
    query: { ...query, call, chain },
    skip: 0,
    toContinuation: (last) => formatContinuation({ id: last?.['_id'] as unknown }),
  }
}

/** Whether its documents have an `_id` and may be sorted by it. */
function isPlainFind({ call, chain }: MongoQuery): boolean {
  const [, projection, options] = call.args
  if (call.name !== 'find' || options !== undefined) return false
  const isIdExcluded = ((projection ?? {}) as Document)['_id'] !== undefined
  return !isIdExcluded && chain.every(({ name }) => ['toArray', 'pretty', 'maxTimeMS'].includes(name))
}

function toNextCondition(id: unknown): Document {
  const type = getType(id)
  const later = TYPES.slice(TYPES.indexOf(type) + 1)
  // NaN is before all other numbers, but no number is greater.
  const greater = type === 'number' && String(id) === 'NaN' ? { $type: type, $ne: id } : { $gt: id }
  return { $or: [{ _id: greater }, ...later.map((type) => ({ _id: { $type: type } }))] }
}

function getType(id: unknown): IdType {
  if (id === null || id === undefined) return 'null'
  if (typeof id === 'string') return 'string'
  if (typeof id === 'number' || typeof id === 'bigint') return 'number'
  if (typeof id === 'boolean') return 'bool'
  if (id instanceof Date) return 'date'
  return TYPES_OF_CLASSES[getBsonType(id) ?? ''] ?? 'object'
}

/** IDs keep their BSON types. */
function formatContinuation(position: object): string {
  return toContinuationToken(EJSON.stringify(position, { relaxed: false }))
}
