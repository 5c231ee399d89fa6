import type { Document } from 'bson'
import { AggregationCursor, FindCursor, MongoError } from 'mongodb'
import { HomeError } from '../../core/home-error.js'
import type { MongoStore } from '../../stores/mongo/mongo-store.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import { callWrites, MONGO_COMMANDS, type MongoAnswer } from './mongo-commands.js'
import { mongoRow } from './mongo-row.js'
import { type MongoCall, parseMongoQuery } from './parse-mongo-query.js'
import type { QueryResult, ResultRow } from './result-row.js'

export interface MongoTextQuery {
  /** `expenses.find({...}).sort({...})`, as in mongosh, with or without `db.` */
  readonly text: string
  readonly write: boolean
  readonly limit?: number
  readonly signal?: AbortSignal
}

/** One mongosh-like call, documents streamed as the cursor gives them. */
export function queryMongo(store: MongoStore, query: MongoTextQuery): QueryResult {
  const parsed = parseMongoQuery(query.text)
  const command = MONGO_COMMANDS.get(parsed.call.name)
  if (command === undefined) throw unknownCall(parsed.call.name, [...MONGO_COMMANDS.keys()])
  if (!query.write && callWrites(parsed.call, command)) throw writeRefused(parsed.call)
  if (parsed.call.args.length > command.takes) {
    throw invalid(`${parsed.call.name} takes ${command.takes} arguments, not ${parsed.call.args.length}.`)
  }
  const collection = store.db.collection(parsed.collection)
  const answer = parsed.chain.reduce(chained, command.run(collection, parsed.call.args))
  return { rows: read(answer, query) }
}

async function* read(answer: MongoAnswer, query: MongoTextQuery): AsyncGenerator<ResultRow> {
  try {
    if ('value' in answer) {
      const value = await answer.value
      for (const each of Array.isArray(value) ? value : [value])
        yield mongoRow(isPlain(each) ? each : { value: each })
      return
    }
    await using cursor = answer.cursor
    const stop = (): void => void cursor.close()
    query.signal?.addEventListener('abort', stop, { once: true })
    for await (const document of cursor) yield mongoRow(document)
  } catch (error) {
    throw asQueryError(error)
  }
}

/** What may follow on a cursor; anything else is named as unknown rather than looked up on the driver's object. */
function chained(answer: MongoAnswer, call: MongoCall): MongoAnswer {
  if (!('cursor' in answer)) throw unknownCall(call.name, [])
  const { cursor } = answer
  const [first] = call.args
  if (call.name === 'toArray' || call.name === 'pretty') return answer
  if (call.name === 'explain' && (cursor instanceof FindCursor || cursor instanceof AggregationCursor)) {
    return { value: cursor.explain(typeof first === 'string' ? first : 'queryPlanner') }
  }
  if (cursor instanceof FindCursor) {
    if (call.name === 'sort') return { cursor: cursor.sort(document(first)) }
    if (call.name === 'limit') return { cursor: cursor.limit(number(first)) }
    if (call.name === 'skip') return { cursor: cursor.skip(number(first)) }
    if (call.name === 'hint')
      return { cursor: cursor.hint(typeof first === 'string' ? first : document(first)) }
    if (call.name === 'projection' || call.name === 'project')
      return { cursor: cursor.project(document(first)) }
    if (call.name === 'maxTimeMS') return { cursor: cursor.maxTimeMS(number(first)) }
    if (call.name === 'count') return { value: counted(cursor) }
  }
  throw unknownCall(call.name, [
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

/** One after another: of millions, none is kept. */
async function counted(cursor: FindCursor): Promise<number> {
  let count = 0
  for await (const _each of cursor.project({ _id: 1 })) count++
  return count
}

function isPlain(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('_bsontype' in value) &&
    !(value instanceof Date)
  )
}

function document(value: unknown): Document {
  if (isPlain(value)) return value
  throw invalid('The argument must be a document: {…}.')
}

function number(value: unknown): number {
  if (typeof value === 'number') return value
  throw invalid('The argument must be a number.')
}

function unknownCall(name: string, known: readonly string[]): HomeError {
  return invalid(
    `"${name}" cannot be called here.`,
    known.length === 0 ? 'Nothing can follow a call that answers one value.' : `Known: ${known.join(', ')}.`,
  )
}

function writeRefused(call: MongoCall): HomeError {
  return new HomeError(INSPECT_ERRORS.WRITE_REFUSED, {
    message: `${call.name} would write.`,
    detail: 'Queries run read-only.',
    suggestion: 'Add --write if it should change the data.',
  })
}

function invalid(message: string, suggestion?: string): HomeError {
  return new HomeError(INSPECT_ERRORS.QUERY_INVALID, {
    message,
    suggestion: suggestion ?? 'Write it as in mongosh: expenses.find({…}).sort({created_at: -1}).limit(10)',
  })
}

function asQueryError(error: unknown): unknown {
  if (!(error instanceof MongoError)) return error
  return new HomeError(INSPECT_ERRORS.QUERY_FAILED, {
    message: `MongoDB refused the query: ${error.message}`,
    ...(error.code === undefined ? {} : { detail: `code ${error.code}` }),
    suggestion: 'Collections: expenses, budgets, categories. Try expenses.find({}).limit(1).',
    cause: error,
  })
}
