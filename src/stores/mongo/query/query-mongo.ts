import type { Document } from 'bson'
import { AggregationCursor, FindCursor, MongoError } from 'mongodb'
import { findClosestMatch } from '../../../core/closest-match.js'
import { HomeError } from '../../../core/home-error.js'
import { isTransientError } from '../../is-transient-error.js'
import type { MongoStore } from '../client/mongo-store.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import { writeNotAllowedError } from '../../query-text/write-not-allowed-error.js'
import { isWriteCall, MONGO_COMMANDS, type MongoCallResult } from './mongo-commands.js'
import { toMongoRow } from './to-mongo-row.js'
import { assertCollectionsExist, listCollections } from './assert-collections-exist.js'
import { type MongoCall, type MongoQuery, parseMongoQuery } from './parse-mongo-query.js'
import { type PagedCall, toPagedCall } from './page-call.js'
import type { QueryResult, ResultRow, TextQuery } from '../../contracts/query.js'

/** The syntax of mongosh has no named parameters. */
type MongoTextQuery = Omit<TextQuery, 'parameters'>

/** Values keep their BSON types: JavaScript numbers would round 64-bit integers, and its regular expressions have other flags. */
const EXACT_VALUES = { promoteValues: false, bsonRegExp: true } as const

/** Runs one call in the syntax of mongosh, with or without `db.`, and streams its documents. */
export function queryMongo(store: MongoStore, query: MongoTextQuery): QueryResult {
  if (LIST_COLLECTIONS.test(query.text)) return { columns: ['name'], rows: readCollectionNames(store) }
  const parsed = parseMongoQuery(query.text)
  const command = MONGO_COMMANDS.get(parsed.call.name)
  if (command === undefined) throw unknownCallError(parsed.call.name, [...MONGO_COMMANDS.keys()])
  if (!query.write && isWriteCall(parsed.call, command)) {
    throw writeNotAllowedError(`${parsed.call.name} would write.`, {
      detail: 'Queries are read-only by default.',
    })
  }
  if (parsed.call.args.length > command.maxArguments) {
    throw invalidMongoCallError(
      `${parsed.call.name} accepts at most ${command.maxArguments} arguments, not ${parsed.call.args.length}.`,
    )
  }
  const collection = store.db.collection(parsed.collection, EXACT_VALUES)
  const paged = query.page === undefined ? undefined : toPagedCall(parsed, query.page)
  const { call, chain } = paged?.query ?? parsed
  const result = chain.reduce(applyChainedCall, command.run(collection, call.args))
  const documents = readDocuments(store, parsed, result, query)
  if (paged === undefined) return { rows: toRows(documents) }
  return readPage(documents, paged, query.page?.limit)
}

const LIST_COLLECTIONS = /^\s*(?:show\s+(?:collections|tables)|db\.getCollectionNames\(\s*\))\s*;?\s*$/

async function* readCollectionNames({ db }: MongoStore): AsyncGenerator<ResultRow> {
  for (const name of await listCollections(db)) yield toMongoRow({ name })
}

async function* toRows(documents: AsyncIterable<Document>): AsyncGenerator<ResultRow> {
  for await (const document of documents) yield toMongoRow(document)
}

function readPage(
  documents: AsyncIterable<Document>,
  { skip, toContinuation }: PagedCall,
  limit: number | undefined,
): QueryResult {
  let continuation: string | undefined
  async function* read(): AsyncGenerator<Document> {
    let count = -skip
    let last: Document | undefined
    for await (const document of documents) {
      if (count === limit) {
        continuation = toContinuation(last, count)
        return
      }
      if (count++ < 0) continue
      last = document
      yield document
    }
  }
  return { rows: toRows(read()), next: () => continuation }
}

async function* readDocuments(
  { db }: MongoStore,
  parsed: MongoQuery,
  result: MongoCallResult,
  query: MongoTextQuery,
): AsyncGenerator<Document> {
  // It already runs, so its failure must be handled even if the collection does not exist.
  if ('value' in result) result.value.catch(() => {})
  try {
    await assertCollectionsExist(db, parsed)
    if ('value' in result) {
      const value = await result.value
      for (const each of Array.isArray(value) ? value : [value])
        yield isPlainDocument(each) ? each : { value: each }
      return
    }
    await using cursor = result.cursor
    const stop = (): void => void cursor.close()
    query.signal?.addEventListener('abort', stop, { once: true })
    yield* cursor
  } catch (error) {
    throw toMongoQueryError(error)
  }
}

/** Applies a call that is allowed on a cursor. Other names are rejected and never looked up in the driver's object. */
function applyChainedCall(result: MongoCallResult, call: MongoCall): MongoCallResult {
  if (!('cursor' in result)) throw unknownCallError(call.name, [])
  const { cursor } = result
  const [first] = call.args
  if (call.name === 'toArray' || call.name === 'pretty') return result
  if (call.name === 'explain' && (cursor instanceof FindCursor || cursor instanceof AggregationCursor)) {
    return { value: cursor.explain(typeof first === 'string' ? first : 'queryPlanner') }
  }
  if (cursor instanceof FindCursor) {
    if (call.name === 'sort') return { cursor: cursor.sort(requireDocument(first)) }
    if (call.name === 'limit') return { cursor: cursor.limit(requireNumber(first)) }
    if (call.name === 'skip') return { cursor: cursor.skip(requireNumber(first)) }
    if (call.name === 'hint')
      return { cursor: cursor.hint(typeof first === 'string' ? first : requireDocument(first)) }
    if (call.name === 'projection' || call.name === 'project')
      return { cursor: cursor.project(requireDocument(first)) }
    if (call.name === 'maxTimeMS') return { cursor: cursor.maxTimeMS(requireNumber(first)) }
    if (call.name === 'count') return { value: countDocuments(cursor) }
  }
  throw unknownCallError(call.name, [
    'sort',
    'limit',
    'skip',
    'projection',
    'hint',
    'maxTimeMS',
    'count',
    'explain',
    'toArray',
  ])
}

/** Counts in a stream, so that no documents are kept in memory. */
async function countDocuments(cursor: FindCursor): Promise<number> {
  let count = 0
  for await (const _each of cursor.project({ _id: 1 })) count++
  return count
}

function isPlainDocument(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('_bsontype' in value) &&
    !(value instanceof Date)
  )
}

function requireDocument(value: unknown): Document {
  if (isPlainDocument(value)) return value
  throw invalidMongoCallError('The argument must be a document: {…}.')
}

function requireNumber(value: unknown): number {
  if (typeof value === 'number') return value
  throw invalidMongoCallError('The argument must be a number.')
}

function unknownCallError(name: string, known: readonly string[]): HomeError {
  const guess = findClosestMatch(name, known)
  return invalidMongoCallError(
    `"${name}" is not supported here.`,
    known.length === 0
      ? 'No call can follow one that returns a single value.'
      : `${guess === undefined ? '' : `Did you mean "${guess}"? `}Supported calls: ${known.join(', ')}.`,
  )
}

function invalidMongoCallError(message: string, suggestion?: string): HomeError {
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message,
    suggestion:
      suggestion ?? 'Use the syntax of mongosh: expenses.find({…}).sort({created_at: -1}).limit(10)',
  })
}

/** Code of the error of an unrecognized pipeline stage. */
const UNKNOWN_STAGE = 40324

function toMongoQueryError(error: unknown): unknown {
  if (!(error instanceof MongoError) || isTransientError(error)) return error
  const suggestion = suggestForError(error)
  return new HomeError(QUERY_ERRORS.QUERY_FAILED, {
    message: `MongoDB returned an error: ${error.message}`,
    ...(error.code === undefined ? {} : { detail: `code ${error.code}` }),
    ...(suggestion === undefined ? {} : { suggestion }),
    cause: error,
  })
}

function suggestForError({ code, message }: MongoError): string | undefined {
  // A value of BSON, because the values of results are not converted.
  if (Number(code) === UNKNOWN_STAGE)
    return 'Stages are, for example, $match, $group, $project, $unwind, $lookup, $sort and $limit.'
  if (/globalScriptEngine|server-side JavaScript/i.test(message))
    return 'This server runs no JavaScript. Use $expr instead of $where, and operators instead of $function and $accumulator.'
  return /unknown (?:top level )?operator/i.test(message)
    ? 'Operators of a filter are, for example, $eq, $ne, $gt, $gte, $lt, $in, $and, $or and $exists.'
    : undefined
}
