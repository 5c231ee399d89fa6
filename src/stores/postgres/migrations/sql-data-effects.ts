import type { DataEffect } from '../../contracts/step-warning.js'
import { SqlReader, toStoredName } from '../sql/sql-reader.js'

/** What a statement does to records, without knowing the database. */
export type SqlDataEffect =
  /** Of a table, or a materialized view. In `text`, `{name}` and `{rows}` are replaced. */
  | {
      readonly kind: 'table'
      readonly effect: DataEffect
      readonly text: string
      readonly name: string
      /** Also of the tables that refer to it. */
      readonly cascade?: boolean
      /** The effect is none if the table has no such column yet. */
      readonly column?: string
      /** Of a conversion: the new type. Without it, every conversion may lose data. */
      readonly type?: string
    }
  | { readonly kind: 'schema' | 'type' | 'extension'; readonly name: string }
  /** Calls of functions, which have an effect unless they are built in or declared to have none. */
  | { readonly kind: 'functions'; readonly names: readonly string[] }
  | { readonly kind: 'unknown' }

const DELETES_TABLE = { effect: 'deletes', text: 'deletes {name}, which contains data ({rows})' } as const
const EMPTIES_TABLE = { effect: 'deletes', text: 'empties {name} ({rows})' } as const
const DELETES_RECORDS = { effect: 'deletes', text: 'deletes records of {name} ({rows})' } as const
const CHANGES_RECORDS = { effect: 'changes', text: 'changes records of {name} ({rows})' } as const
const DELETES_COLUMN = {
  effect: 'deletes',
  text: 'deletes a column of {name} and its data ({rows})',
} as const
const CONVERTS_COLUMN = {
  effect: 'changes',
  text: 'converts a column of {name}, which can lose data ({rows})',
} as const

const UNKNOWN: readonly SqlDataEffect[] = [{ kind: 'unknown' }]

/** Finds which records a statement deletes or changes (PostgreSQL manual, "SQL Commands"). Pure. */
export function findSqlDataEffects(statement: string): readonly SqlDataEffect[] {
  const reader = new SqlReader(statement)
  if (reader.take('drop')) return findDropped(reader)
  if (reader.take('truncate')) return findTruncated(reader)
  if (reader.take('alter')) return findAltered(reader)
  if (reader.take('do') || reader.take('call') || reader.take('execute')) return UNKNOWN
  if (reader.peek() === 'create') return fillsTable(reader) ? findWrites(reader) : []
  if (reader.peek() === 'explain' && !reader.has('analyze', 'analyse')) return []
  return STATEMENTS_WITH_WRITES.has(reader.peek()) ? findWrites(reader) : []
}

/** Those that can have INSERT, UPDATE, DELETE or MERGE in them, or call functions. */
const STATEMENTS_WITH_WRITES: ReadonlySet<string> = new Set(
  '( copy delete explain insert merge prepare select update values with'.split(' '),
)

/** CREATE TABLE … AS, CREATE MATERIALIZED VIEW. Views and functions run nothing when they are created. */
function fillsTable(reader: SqlReader): boolean {
  const head = new Set([1, 2, 3, 4].map((offset) => reader.peek(offset)))
  return (head.has('table') || head.has('materialized')) && reader.has('as')
}

function findDropped(reader: SqlReader): readonly SqlDataEffect[] {
  if (reader.take('owned')) return UNKNOWN
  const isTable = reader.take('table') || reader.take('materialized', 'view')
  const kind = reader.take('type') || reader.take('domain') ? 'type' : reader.peek()
  if (kind === 'schema' || kind === 'extension') reader.skip()
  else if (!isTable && kind !== 'type') return []
  reader.take('if', 'exists')
  const names = reader.readNames()
  if (isTable) return names.map((name) => ({ kind: 'table', name, ...DELETES_TABLE }))
  // Without CASCADE, a type that is used cannot be dropped.
  if (kind !== 'schema' && !reader.has('cascade')) return []
  return names.map((name) => ({ kind: kind as 'schema' | 'type' | 'extension', name }))
}

function findTruncated(reader: SqlReader): readonly SqlDataEffect[] {
  reader.take('table')
  const names = reader.readNames()
  const cascade = reader.has('cascade')
  return names.map((name) => ({ kind: 'table', name, cascade, ...EMPTIES_TABLE }))
}

function findAltered(reader: SqlReader): readonly SqlDataEffect[] {
  const isType = reader.take('type')
  if (!isType && !reader.take('table')) return []
  reader.take('if', 'exists')
  reader.take('only')
  const name = reader.readName()
  if (name === undefined) return []
  reader.take('*')
  const actions = reader.splitRest()
  if (isType)
    return actions.some((action) => action.take('drop', 'attribute')) ? [{ kind: 'type', name }] : []
  return actions.flatMap((action) => findAlteredColumn(name, action))
}

function findAlteredColumn(name: string, action: SqlReader): readonly SqlDataEffect[] {
  const isDrop = action.take('drop')
  if (!isDrop && !action.take('alter')) return []
  if (!action.take('column') && action.peek() === 'constraint') return []
  action.take('if', 'exists')
  const read = action.readName()
  if (read === undefined) return []
  const column = toStoredName(read)
  if (isDrop) return [{ kind: 'table', name, column, ...DELETES_COLUMN }]
  action.take('set', 'data')
  if (!action.take('type')) return []
  const type = action.readUntil('using', 'collate').toLowerCase()
  return [{ kind: 'table', name, column, ...CONVERTS_COLUMN, ...(action.has('using') ? {} : { type }) }]
}

/** What can be before a statement inside of another one: WITH x AS (DELETE …) DELETE …, EXPLAIN ANALYZE DELETE …, PREPARE p AS …. */
const BEFORE_STATEMENT: ReadonlySet<string> = new Set(['(', ')', 'as', 'analyze', 'analyse', 'verbose'])

/** Finds the writing statements in a statement, and the functions that it calls. */
function findWrites(reader: SqlReader): readonly SqlDataEffect[] {
  const found: SqlDataEffect[] = []
  const called = new Set<string>()
  let isStart = true
  while (!reader.isAtEnd) {
    const before = reader.peek()
    if (isStart && STATEMENT_STARTS.has(before)) found.push(...findWrite(reader))
    else {
      const name = reader.readName()
      if (name === undefined) reader.skip()
      else if (reader.peek() === '(') called.add(toStoredName(name))
    }
    isStart = BEFORE_STATEMENT.has(before)
  }
  return called.size === 0 ? found : [...found, { kind: 'functions', names: [...called] }]
}

const STATEMENT_STARTS: ReadonlySet<string> = new Set(['delete', 'update', 'merge', 'insert', 'execute'])

function findWrite(reader: SqlReader): readonly SqlDataEffect[] {
  const verb = reader.peek()
  reader.skip()
  if (verb === 'execute') return UNKNOWN
  if (verb === 'delete' && !reader.take('from')) return []
  if ((verb === 'merge' || verb === 'insert') && !reader.take('into')) return []
  reader.take('only')
  const name = reader.readName()
  if (name === undefined) return []
  const ofTable = (kind: typeof DELETES_RECORDS | typeof CHANGES_RECORDS): SqlDataEffect => ({
    kind: 'table',
    name,
    ...kind,
  })
  if (verb === 'delete') return [ofTable(DELETES_RECORDS)]
  if (verb === 'update') return reader.has('set') ? [ofTable(CHANGES_RECORDS)] : []
  const rest = reader.rest
  if (verb === 'insert') return / do update /.test(rest) ? [ofTable(CHANGES_RECORDS)] : []
  return [
    ...(/ then delete /.test(rest) ? [ofTable(DELETES_RECORDS)] : []),
    ...(/ then update /.test(rest) ? [ofTable(CHANGES_RECORDS)] : []),
  ]
}
