import type { Document } from 'bson'
import type { AbstractCursor, Collection, FindCursor } from 'mongodb'
import { HomeError } from '../../../core/home-error.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import type { MongoCall } from './parse-mongo-query.js'

/** The result of a call: a cursor of documents, or one value. */
export type MongoCallResult =
  | { readonly cursor: AbstractCursor<Document> }
  | { readonly value: Promise<unknown> }

export interface MongoCommand {
  readonly writes: boolean
  /** Maximum number of arguments. The driver would silently ignore further ones. */
  readonly maxArguments: number
  readonly run: (collection: Collection, args: readonly unknown[]) => MongoCallResult
}

/** All calls that a query can start with. Other methods of the driver cannot be called. */
export const MONGO_COMMANDS: ReadonlyMap<string, MongoCommand> = new Map<string, MongoCommand>([
  ['find', defineReadCommand(3, (c, args) => ({ cursor: openFindCursor(c, args) }))],
  ['findOne', defineReadCommand(3, (c, args) => ({ cursor: openFindCursor(c, args).limit(1) }))],
  [
    'aggregate',
    defineReadCommand(2, (c, [pipeline, options]) => ({
      cursor: c.aggregate(parseDocuments(pipeline), parseDocument(options)),
    })),
  ],
  [
    'countDocuments',
    defineReadCommand(1, (c, [filter]) => ({ value: c.countDocuments(parseDocument(filter)) })),
  ],
  ['estimatedDocumentCount', defineReadCommand(0, (c) => ({ value: c.estimatedDocumentCount() }))],
  [
    'distinct',
    defineReadCommand(2, (c, [field, filter]) => ({
      value: c.distinct(parseFieldName(field), parseDocument(filter)),
    })),
  ],
  ['getIndexes', defineReadCommand(0, (c) => ({ cursor: c.listIndexes() }))],
  ['insertOne', defineWriteCommand(1, (c, [document]) => ({ value: c.insertOne(parseDocument(document)) }))],
  [
    'insertMany',
    defineWriteCommand(1, (c, [documents]) => ({ value: c.insertMany(parseDocuments(documents)) })),
  ],
  [
    'updateOne',
    defineWriteCommand(3, (c, [filter, update, options]) => ({
      value: c.updateOne(parseFilterArgument(filter), parseUpdate(update), parseDocument(options)),
    })),
  ],
  [
    'updateMany',
    defineWriteCommand(3, (c, [filter, update, options]) => ({
      value: c.updateMany(parseFilterArgument(filter), parseUpdate(update), parseDocument(options)),
    })),
  ],
  [
    'replaceOne',
    defineWriteCommand(3, (c, [filter, document, options]) => ({
      value: c.replaceOne(parseFilterArgument(filter), parseDocument(document), parseDocument(options)),
    })),
  ],
  [
    'deleteOne',
    defineWriteCommand(1, (c, [filter]) => ({ value: c.deleteOne(parseFilterArgument(filter)) })),
  ],
  [
    'deleteMany',
    defineWriteCommand(1, (c, [filter]) => ({ value: c.deleteMany(parseFilterArgument(filter)) })),
  ],
])

/** Whether the call changes data: by its name, or because its pipeline has a stage that writes. */
export function isWriteCall(call: MongoCall, command: MongoCommand): boolean {
  if (command.writes) return true
  const [pipeline] = call.args
  return (
    Array.isArray(pipeline) &&
    pipeline.some((stage) => isDocument(stage) && ('$out' in stage || '$merge' in stage))
  )
}

function defineReadCommand(maxArguments: number, run: MongoCommand['run']): MongoCommand {
  return { writes: false, maxArguments, run }
}

function defineWriteCommand(maxArguments: number, run: MongoCommand['run']): MongoCommand {
  return { writes: true, maxArguments, run }
}

/** Options of find that both mongosh and the driver support. */
const FIND_OPTIONS = new Set(['sort', 'limit', 'skip', 'hint', 'projection', 'maxTimeMS'])

function openFindCursor(
  collection: Collection,
  [filter, projection, given]: readonly unknown[],
): FindCursor<Document> {
  const options = parseDocument(given)
  const unknown = Object.keys(options).find((option) => !FIND_OPTIONS.has(option))
  if (unknown !== undefined) {
    throw invalidArgumentError(
      `Unknown option ${unknown} of find. Supported options: ${[...FIND_OPTIONS].join(', ')}.`,
    )
  }
  return collection.find(parseDocument(filter), {
    ...options,
    ...(projection === undefined ? {} : { projection: parseDocument(projection) }),
  })
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseDocument(value: unknown): Document {
  if (value === undefined || value === null) return {}
  if (isDocument(value)) return value
  throw invalidArgumentError('The argument must be a document: {…}.')
}

function parseFilterArgument(value: unknown): Document {
  if (value === undefined) throw invalidArgumentError('The filter is missing. Use {} to match all documents.')
  return parseDocument(value)
}

function parseDocuments(value: unknown): Document[] {
  if (Array.isArray(value) && value.every(isDocument)) return value
  throw invalidArgumentError('The argument must be an array of documents: [{…}, {…}].')
}

function parseUpdate(value: unknown): Document | Document[] {
  return Array.isArray(value) ? parseDocuments(value) : parseDocument(value)
}

function parseFieldName(value: unknown): string {
  if (typeof value === 'string') return value
  throw invalidArgumentError('The first argument must be a quoted field name.')
}

function invalidArgumentError(message: string): HomeError {
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message,
    suggestion: 'Use the syntax of mongosh: expenses.find({currency: "USD"}, {amount: 1})',
  })
}
