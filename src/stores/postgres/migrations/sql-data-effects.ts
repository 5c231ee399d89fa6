import type { DataEffect } from '../../contracts/step-warning.js'
import { SqlReader, toStoredName } from '../sql/sql-reader.js'
import type { SqlToken } from '../sql/tokenize-sql.js'
import { takeRelationType } from './schema-changes.js'

export type TableEvent = 'insert' | 'update' | 'delete' | 'truncate'

/** What a statement does to records, without knowing the database. */
export type SqlDataEffect =
  /** Of a table, or a materialized view. In `text`, `{name}` and `{rows}` are replaced. */
  | {
      readonly kind: 'table'
      readonly effect: DataEffect
      readonly text: string
      readonly name: string
      /** No error if it does not exist. */
      readonly ifExists?: boolean
      /** Also of the tables that refer to it. */
      readonly cascade?: boolean
      /** It deletes rows one by one, so that foreign keys with ON DELETE do something. */
      readonly deletesRows?: boolean
      /** The effect is none if the plan adds the column. */
      readonly column?: string
      /** Of a conversion: the new type. Without it, every conversion may lose data. */
      readonly type?: string
    }
  /** Deletes what depends on an object: CASCADE. `object` is as in DROP; `relation` is a table or view, which is not deleted itself here. */
  | {
      readonly kind: 'dependents'
      readonly object: string
      readonly name: string
      readonly ifExists?: boolean
    }
  /** Calls of functions, which have an effect unless they are built in or declared to have none. */
  | { readonly kind: 'functions'; readonly names: readonly string[] }
  /** Runs the triggers and rules that a table or view has for this. */
  | { readonly kind: 'fires'; readonly event: TableEvent; readonly name: string }
  | { readonly kind: 'unknown' }

export type TableEffect = Extract<SqlDataEffect, { kind: 'table' }>

export const DELETES_TABLE = {
  effect: 'deletes',
  text: 'deletes {name}, which contains data ({rows})',
} as const
const EMPTIES_TABLE = { effect: 'deletes', text: 'empties {name} ({rows})' } as const
export const DELETES_RECORDS = { effect: 'deletes', text: 'deletes records of {name} ({rows})' } as const
export const CHANGES_RECORDS = { effect: 'changes', text: 'changes records of {name} ({rows})' } as const

/** `column` is as written. */
export function deletesColumn(column: string): { readonly effect: DataEffect; readonly text: string } {
  return { effect: 'deletes', text: `deletes column ${column} of {name} and its data ({rows})` }
}

function convertsColumn(column: string): { readonly effect: DataEffect; readonly text: string } {
  return { effect: 'changes', text: `converts column ${column} of {name}, which can lose data ({rows})` }
}

const UNKNOWN: readonly SqlDataEffect[] = [{ kind: 'unknown' }]

/** Finds which records a statement deletes or changes (PostgreSQL manual, "SQL Commands"). Pure. */
export function findSqlDataEffects(statement: string | readonly SqlToken[]): readonly SqlDataEffect[] {
  const reader = new SqlReader(statement)
  if (reader.isAtEnd) return []
  if (reader.take('drop')) return findDropped(reader)
  if (reader.take('truncate')) return findTruncated(reader)
  if (reader.take('alter')) return findAltered(reader)
  if (reader.peek() === 'create') return fillsTable(reader) ? findWrites(reader) : []
  if (reader.peek() === 'explain' && !reader.has('analyze', 'analyse')) return []
  if (reader.peek() === 'copy' && reader.has('program')) return UNKNOWN
  if (STATEMENTS_WITH_WRITES.has(reader.peek())) return findWrites(reader)
  return HARMLESS_STATEMENTS.has(reader.peek()) ? [] : UNKNOWN
}

/** Those that can have INSERT, UPDATE, DELETE or MERGE in them, or call functions. */
export const STATEMENTS_WITH_WRITES: ReadonlySet<string> = new Set(
  '( copy declare delete explain insert merge prepare select update values with'.split(' '),
)

/** Those that concern no records, whatever they say. Of all others (DO, CALL, EXECUTE, LOAD) it is not known. */
const HARMLESS_STATEMENTS: ReadonlySet<string> = new Set(
  (
    'analyse analyze checkpoint close cluster comment deallocate discard fetch grant import listen lock move notify ' +
    'reassign refresh reindex reset revoke security set show table unlisten vacuum'
  ).split(' '),
)

/** CREATE TABLE … AS, CREATE MATERIALIZED VIEW. Views and functions run nothing when they are created. */
function fillsTable(reader: SqlReader): boolean {
  const head = new Set([1, 2, 3, 4].map((offset) => reader.peek(offset)))
  return (head.has('table') || head.has('materialized')) && reader.has('as')
}

/** Drops no column or table, even with CASCADE. */
const WITHOUT_DEPENDENT_DATA: ReadonlySet<string> = new Set(
  'event group index policy publication role rule sequence statistics subscription tablespace trigger user'.split(
    ' ',
  ),
)

function findDropped(reader: SqlReader): readonly SqlDataEffect[] {
  if (reader.take('owned')) return UNKNOWN
  const cascade = reader.has('cascade')
  if (WITHOUT_DEPENDENT_DATA.has(reader.peek())) return []
  const holdsData = reader.peek() === 'table' || reader.peek() === 'materialized'
  // Without CASCADE, what is used cannot be dropped. The members of an extension always go with it.
  if (!holdsData && !cascade && !['extension', 'database'].includes(reader.peek())) return []
  let object = 'relation'
  if (!takeRelationType(reader)) {
    object = reader.peek()
    reader.skip()
  }
  const ifExists = reader.take('if', 'exists')
  return reader.splitRest().flatMap((each): readonly SqlDataEffect[] => {
    const name = each.readName() ?? object
    return [
      ...(holdsData ? [{ kind: 'table', name, ifExists, ...DELETES_TABLE } as const] : []),
      ...(cascade || !holdsData ? [{ kind: 'dependents', object, name, ifExists } as const] : []),
    ]
  })
}

function findTruncated(reader: SqlReader): readonly SqlDataEffect[] {
  reader.take('table')
  const names = reader.readTables()
  if (names.length === 0) return UNKNOWN
  const cascade = reader.has('cascade')
  return names.flatMap((name) => [
    { kind: 'table', name, cascade, ...EMPTIES_TABLE },
    { kind: 'fires', event: 'truncate', name },
  ])
}

function findAltered(reader: SqlReader): readonly SqlDataEffect[] {
  const isType = reader.take('type')
  const isDomain = reader.take('domain')
  if (!isType && !isDomain && !takeRelationType(reader)) return []
  const ifExists = reader.take('if', 'exists')
  const name = reader.readTable()
  if (name === undefined) return UNKNOWN
  const actions = reader.splitRest()
  if (isDomain) return actions.flatMap(findEvaluated)
  if (isType)
    return actions.some((action) => action.take('drop', 'attribute'))
      ? [{ kind: 'dependents', object: 'type', name }]
      : []
  return actions.flatMap((action) => [
    ...findEvaluated(action),
    ...findAlteredColumn({ name, ifExists }, action),
  ])
}

/** The functions in a default, a check or a conversion, which are called for each row. SET DEFAULT calls none. */
function findEvaluated(action: SqlReader): readonly SqlDataEffect[] {
  return action.peek() === 'add' || action.has('using') ? toFunctions(action.listCalls()) : []
}

function findAlteredColumn(
  table: { readonly name: string; readonly ifExists: boolean },
  action: SqlReader,
): readonly SqlDataEffect[] {
  const isDrop = action.take('drop')
  if (!isDrop && !action.take('alter')) return []
  const dependents: readonly SqlDataEffect[] =
    isDrop && action.has('cascade') ? [{ kind: 'dependents', object: 'relation', ...table }] : []
  if (!action.take('column') && action.peek() === 'constraint') return dependents
  const ifExists = action.take('if', 'exists') || table.ifExists
  const read = action.readName()
  if (read === undefined) return []
  const column = toStoredName(read)
  const { name } = table
  if (isDrop) return [{ kind: 'table', name, ifExists, column, ...deletesColumn(read) }, ...dependents]
  action.take('set', 'data')
  if (!action.take('type')) return []
  const type = action.readUntil('using', 'collate').toLowerCase()
  const hasExpression = action.has('using')
  return [
    { kind: 'table', name, ifExists, column, ...convertsColumn(read), ...(hasExpression ? {} : { type }) },
  ]
}

function toFunctions(names: ReadonlySet<string>): readonly SqlDataEffect[] {
  return names.size === 0 ? [] : [{ kind: 'functions', names: [...names] }]
}

/** What can be before a statement inside of another one: WITH x AS (DELETE …) DELETE …, EXPLAIN ANALYZE DELETE …, PREPARE p AS …. */
const BEFORE_STATEMENT: ReadonlySet<string> = new Set(['(', ')', 'as', 'analyze', 'analyse', 'verbose'])

/**
 * Finds the writing statements in a statement, and the functions that it calls. `startsAnywhere`: also without parentheses, as in
 * `RETURN QUERY DELETE …` of PL/pgSQL.
 */
export function findWrites(reader: SqlReader, startsAnywhere = false): readonly SqlDataEffect[] {
  const functions = toFunctions(reader.listCalls())
  const found: SqlDataEffect[] = [...findCopied(reader)]
  // After the name in WITH … SEARCH … SET name, a statement starts too.
  const isAnywhere = startsAnywhere || reader.has('search', 'cycle')
  let isStart = true
  while (!reader.isAtEnd) {
    const before = reader.peek()
    if (isStart && STATEMENT_STARTS.has(before)) found.push(...findWrite(reader))
    else if (reader.readName() === undefined) reader.skip()
    // FOR UPDATE, ON CONFLICT DO UPDATE
    isStart = (isAnywhere && before !== 'for' && before !== 'do') || BEFORE_STATEMENT.has(before)
  }
  return [...found, ...functions]
}

/** `COPY notes FROM …`. */
function findCopied(reader: SqlReader): readonly SqlDataEffect[] {
  if (!reader.take('copy') || reader.peek() === '(') return []
  const name = reader.readTable()
  return name === undefined || !reader.has('from') ? [] : [{ kind: 'fires', event: 'insert', name }]
}

const STATEMENT_STARTS: ReadonlySet<string> = new Set(['delete', 'update', 'merge', 'insert', 'execute'])

function findWrite(reader: SqlReader): readonly SqlDataEffect[] {
  const verb = reader.peek()
  reader.skip()
  if (verb === 'execute') return UNKNOWN
  if (verb === 'delete' && !reader.take('from')) return []
  if ((verb === 'merge' || verb === 'insert') && !reader.take('into')) return []
  if (verb === 'update' && !reader.has('set')) return []
  const name = reader.readTable()
  return name === undefined
    ? UNKNOWN
    : findEvents(verb, reader.rest).flatMap((event) => toEffects(event, name))
}

function findEvents(verb: string, rest: string): readonly TableEvent[] {
  if (verb === 'delete' || verb === 'update') return [verb]
  if (verb === 'insert') return / do update /.test(rest) ? ['update', 'insert'] : ['insert']
  return (['delete', 'update', 'insert'] as const).filter((event) => rest.includes(` then ${event} `))
}

function toEffects(event: TableEvent, name: string): readonly SqlDataEffect[] {
  const fires = { kind: 'fires', event, name } as const
  if (event === 'delete') return [{ kind: 'table', name, ...DELETES_RECORDS, deletesRows: true }, fires]
  return event === 'update' ? [{ kind: 'table', name, ...CHANGES_RECORDS }, fires] : [fires]
}
