import type { CommandFailedEvent, CommandStartedEvent, CommandSucceededEvent, Document } from 'mongodb'
import { isRecord } from '../../../core/is-record.js'
import { WRITTEN_RECORDS } from '../../../core/span-record.js'
import type { SpanAttributes } from '../../../core/tracing.js'
import type { RequestObserver } from '../../contracts/observe-requests.js'
import type { MongoStore } from './mongo-store.js'
import { formatWrittenRecord } from './format-written-record.js'

export function observeMongo({ client }: MongoStore, onRequest: RequestObserver): () => void {
  const running = new Map<number, (failed: boolean) => void>()
  const start = ({ requestId, commandName, command, databaseName }: CommandStartedEvent): void => {
    const describe = (): SpanAttributes => describeCommand(databaseName, commandName, command)
    running.set(requestId, onRequest({ operation: commandName, describe }))
  }
  const end = ({ requestId }: CommandSucceededEvent | CommandFailedEvent, failed: boolean): void => {
    running.get(requestId)?.(failed)
    running.delete(requestId)
  }
  const done = (event: CommandSucceededEvent): void => end(event, false)
  const failed = (event: CommandFailedEvent): void => end(event, true)
  // A setter that is missing from the driver's types; it applies to new connections. An observable store has it from the start.
  Object.assign(client, { monitorCommands: true })
  client.on('commandStarted', start)
  client.on('commandSucceeded', done)
  client.on('commandFailed', failed)
  return () => {
    Object.assign(client, { monitorCommands: false })
    client.off('commandStarted', start)
    client.off('commandSucceeded', done)
    client.off('commandFailed', failed)
  }
}

/** The parts of a command that select or change documents. */
const SHOWN = ['filter', 'query', 'q', 'u', 'update', 'pipeline', 'sort', 'projection', 'updates', 'deletes']
const MAX_DEPTH = 6
const MAX_TEXT = 2000
const MAX_RECORDS = 20

function describeCommand(database: string, name: string, command: Document): SpanAttributes {
  const collection: unknown = command[name]
  const shown = Object.fromEntries(
    SHOWN.flatMap((part) =>
      part in command && part !== name ? [[part, redactValues(command[part], 0)]] : [],
    ),
  )
  const records = typeof collection === 'string' ? listWrittenRecords(collection, command) : []
  return {
    'db.system.name': 'mongodb',
    'db.namespace': database,
    'db.operation.name': name,
    ...(typeof collection === 'string' ? { 'db.collection.name': collection } : {}),
    ...(Object.keys(shown).length === 0 ? {} : { 'db.query.text': JSON.stringify(shown).slice(0, MAX_TEXT) }),
    ...(records.length === 0 ? {} : { [WRITTEN_RECORDS]: records }),
  }
}

/** Keeps the names of fields and operators. */
function redactValues(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return '…'
  if (Array.isArray(value)) return value.slice(0, 5).map((each) => redactValues(each, depth + 1))
  if (!isRecord(value) || (value.constructor !== undefined && value.constructor !== Object)) return '?'
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, redactValues(each, depth + 1)]),
  )
}

/** The documents that a command inserts, changes or deletes by id. */
function listWrittenRecords(collection: string, command: Document): readonly string[] {
  const documents: unknown[] = [
    ...toList(command['documents']),
    ...toList(command['updates']).map((each) => (isRecord(each) ? each['q'] : undefined)),
    ...toList(command['deletes']).map((each) => (isRecord(each) ? each['q'] : undefined)),
    'findAndModify' in command ? command['query'] : undefined,
  ]
  return documents
    .flatMap((each) =>
      isRecord(each) && isPlainId(each['_id']) ? [formatWrittenRecord(collection, each['_id'])] : [],
    )
    .slice(0, MAX_RECORDS)
}

function isPlainId(id: unknown): id is string {
  return typeof id === 'string' && /^[\w.:-]{1,80}$/.test(id)
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
