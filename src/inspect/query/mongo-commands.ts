import type { Document } from 'bson'
import type { AbstractCursor, Collection } from 'mongodb'
import { HomeError } from '../../core/home-error.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import type { MongoCall } from './parse-mongo-query.js'

/** What a call answers: documents one after another, or one value. */
export type MongoAnswer = { readonly cursor: AbstractCursor<Document> } | { readonly value: Promise<unknown> }

export interface MongoCommand {
  readonly writes: boolean
  readonly run: (collection: Collection, args: readonly unknown[]) => MongoAnswer
}

/** Every call that a query may start with. Nothing else of the driver can be reached. */
export const MONGO_COMMANDS: ReadonlyMap<string, MongoCommand> = new Map<string, MongoCommand>([
  ['find', reads((c, [filter, projection]) => ({ cursor: c.find(doc(filter), options({ projection })) }))],
  [
    'findOne',
    reads((c, [filter, projection]) => ({ cursor: c.find(doc(filter), options({ projection })).limit(1) })),
  ],
  ['aggregate', reads((c, [pipeline, given]) => ({ cursor: c.aggregate(docs(pipeline), doc(given)) }))],
  ['countDocuments', reads((c, [filter]) => ({ value: c.countDocuments(doc(filter)) }))],
  ['estimatedDocumentCount', reads((c) => ({ value: c.estimatedDocumentCount() }))],
  ['distinct', reads((c, [field, filter]) => ({ value: c.distinct(name(field), doc(filter)) }))],
  ['getIndexes', reads((c) => ({ cursor: c.listIndexes() }))],
  ['insertOne', writes((c, [document]) => ({ value: c.insertOne(doc(document)) }))],
  ['insertMany', writes((c, [documents]) => ({ value: c.insertMany(docs(documents)) }))],
  [
    'updateOne',
    writes((c, [filter, update, given]) => ({
      value: c.updateOne(needed(filter), change(update), doc(given)),
    })),
  ],
  [
    'updateMany',
    writes((c, [filter, update, given]) => ({
      value: c.updateMany(needed(filter), change(update), doc(given)),
    })),
  ],
  [
    'replaceOne',
    writes((c, [filter, document, given]) => ({
      value: c.replaceOne(needed(filter), doc(document), doc(given)),
    })),
  ],
  ['deleteOne', writes((c, [filter]) => ({ value: c.deleteOne(needed(filter)) }))],
  ['deleteMany', writes((c, [filter]) => ({ value: c.deleteMany(needed(filter)) }))],
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

function reads(run: MongoCommand['run']): MongoCommand {
  return { writes: false, run }
}

function writes(run: MongoCommand['run']): MongoCommand {
  return { writes: true, run }
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

function options(given: { readonly projection: unknown }): Document {
  return given.projection === undefined ? {} : { projection: doc(given.projection) }
}

function invalid(message: string): HomeError {
  return new HomeError(INSPECT_ERRORS.QUERY_INVALID, {
    message,
    suggestion: 'Write it as in mongosh: expenses.find({currency: "USD"}, {amount: 1})',
  })
}
