import type { Document } from 'bson'
import type { AbstractCursor, Collection, FindCursor } from 'mongodb'
import { HomeError } from '../../core/home-error.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import type { MongoCall } from './parse-mongo-query.js'

/** What a call answers: documents one after another, or one value. */
export type MongoAnswer = { readonly cursor: AbstractCursor<Document> } | { readonly value: Promise<unknown> }

export interface MongoCommand {
  readonly writes: boolean
  /** How many arguments it has; more would be passed over in silence. */
  readonly takes: number
  readonly run: (collection: Collection, args: readonly unknown[]) => MongoAnswer
}

/** Every call that a query may start with. Nothing else of the driver can be reached. */
export const MONGO_COMMANDS: ReadonlyMap<string, MongoCommand> = new Map<string, MongoCommand>([
  ['find', reads(3, (c, args) => ({ cursor: found(c, args) }))],
  ['findOne', reads(3, (c, args) => ({ cursor: found(c, args).limit(1) }))],
  ['aggregate', reads(2, (c, [pipeline, given]) => ({ cursor: c.aggregate(docs(pipeline), doc(given)) }))],
  ['countDocuments', reads(1, (c, [filter]) => ({ value: c.countDocuments(doc(filter)) }))],
  ['estimatedDocumentCount', reads(0, (c) => ({ value: c.estimatedDocumentCount() }))],
  ['distinct', reads(2, (c, [field, filter]) => ({ value: c.distinct(name(field), doc(filter)) }))],
  ['getIndexes', reads(0, (c) => ({ cursor: c.listIndexes() }))],
  ['insertOne', writes(1, (c, [document]) => ({ value: c.insertOne(doc(document)) }))],
  ['insertMany', writes(1, (c, [documents]) => ({ value: c.insertMany(docs(documents)) }))],
  [
    'updateOne',
    writes(3, (c, [filter, update, given]) => ({
      value: c.updateOne(needed(filter), change(update), doc(given)),
    })),
  ],
  [
    'updateMany',
    writes(3, (c, [filter, update, given]) => ({
      value: c.updateMany(needed(filter), change(update), doc(given)),
    })),
  ],
  [
    'replaceOne',
    writes(3, (c, [filter, document, given]) => ({
      value: c.replaceOne(needed(filter), doc(document), doc(given)),
    })),
  ],
  ['deleteOne', writes(1, (c, [filter]) => ({ value: c.deleteOne(needed(filter)) }))],
  ['deleteMany', writes(1, (c, [filter]) => ({ value: c.deleteMany(needed(filter)) }))],
])

/** Whether the call changes data: by its name, or because the pipeline ends in a stage that writes. */
export function callWrites(call: MongoCall, command: MongoCommand): boolean {
  if (command.writes) return true
  const [pipeline] = call.args
  return (
    Array.isArray(pipeline) &&
    pipeline.some((stage) => isDocument(stage) && ('$out' in stage || '$merge' in stage))
  )
}

function reads(takes: number, run: MongoCommand['run']): MongoCommand {
  return { writes: false, takes, run }
}

function writes(takes: number, run: MongoCommand['run']): MongoCommand {
  return { writes: true, takes, run }
}

/** What mongosh's find takes as its third argument, and the driver as well. */
const FIND_OPTIONS = new Set(['sort', 'limit', 'skip', 'hint', 'projection', 'maxTimeMS'])

function found(
  collection: Collection,
  [filter, projection, given]: readonly unknown[],
): FindCursor<Document> {
  const options = doc(given)
  const unknown = Object.keys(options).find((option) => !FIND_OPTIONS.has(option))
  if (unknown !== undefined) {
    throw invalid(`find has no option ${unknown} here; it has ${[...FIND_OPTIONS].join(', ')}.`)
  }
  return collection.find(doc(filter), {
    ...options,
    ...(projection === undefined ? {} : { projection: doc(projection) }),
  })
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function doc(value: unknown): Document {
  if (value === undefined || value === null) return {}
  if (isDocument(value)) return value
  throw invalid('An argument must be a document: {…}.')
}

function needed(value: unknown): Document {
  if (value === undefined) throw invalid('The filter is missing; write {} for every document.')
  return doc(value)
}

function docs(value: unknown): Document[] {
  if (Array.isArray(value) && value.every(isDocument)) return value
  throw invalid('The argument must be a list of documents: [{…}, {…}].')
}

function change(value: unknown): Document | Document[] {
  return Array.isArray(value) ? docs(value) : doc(value)
}

function name(value: unknown): string {
  if (typeof value === 'string') return value
  throw invalid('The first argument must be a field name in quotes.')
}

function invalid(message: string): HomeError {
  return new HomeError(INSPECT_ERRORS.QUERY_INVALID, {
    message,
    suggestion: 'Write it as in mongosh: expenses.find({currency: "USD"}, {amount: 1})',
  })
}
