import { getFirstWord } from '../sql/get-first-word.js'
import { SqlReader, toStoredName } from '../sql/sql-reader.js'
import { tokenizeSql } from '../sql/tokenize-sql.js'
import { findBodyEffects } from './find-body-effects.js'
import type { SqlDataEffect, TableEvent } from './sql-data-effects.js'

/** What a table or view runs when it is written to: a trigger or a rule. */
export interface Trigger {
  readonly kind: 'trigger' | 'rule'
  readonly name: string
  readonly events: readonly TableEvent[]
  /** The stored name of the function of a trigger, or what a rule does. */
  readonly runs: string | readonly SqlDataEffect[]
}

/** What a statement does to the triggers and rules of a table, whose name is as written. */
export type TriggerChange =
  | { readonly kind: 'create'; readonly table: string; readonly trigger: Trigger }
  /** Without `name`: all triggers. */
  | {
      readonly kind: 'drop' | 'disable' | 'enable'
      readonly table: string
      readonly type: Trigger['kind']
      readonly name?: string
    }

const STATEMENTS: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'DROP'])

/** Pure. */
export function findTriggerChanges(statement: string): readonly TriggerChange[] {
  if (!STATEMENTS.has(getFirstWord(statement) ?? '')) return []
  const reader = new SqlReader(statement)
  if (reader.take('alter', 'table')) return findSwitched(reader)
  if (reader.take('drop')) return findDropped(reader)
  reader.skip()
  reader.take('or', 'replace')
  reader.take('constraint')
  if (reader.take('trigger')) return findCreatedTrigger(reader)
  return reader.take('rule') ? findCreatedRule(reader, statement) : []
}

function findCreatedTrigger(reader: SqlReader): readonly TriggerChange[] {
  const name = reader.readName()
  const [events, table] = [readEvents(reader), reader.take('on') ? reader.readTable() : undefined]
  while (!reader.isAtEnd && !reader.take('execute', 'function') && !reader.take('execute', 'procedure'))
    reader.skip()
  const runs = reader.readName()
  if (name === undefined || table === undefined || runs === undefined) return []
  const trigger = { kind: 'trigger', name: toStoredName(name), events, runs: toStoredName(runs) } as const
  return [{ kind: 'create', table, trigger }]
}

/** `CREATE RULE name AS ON DELETE TO notes WHERE … DO ALSO (…; …)`; also as the server prints it. */
function findCreatedRule(reader: SqlReader, statement: string): readonly TriggerChange[] {
  const name = reader.readName()
  reader.take('as')
  reader.take('on')
  const [events, table] = [readEvents(reader), reader.take('to') ? reader.readTable() : undefined]
  if (name === undefined || table === undefined) return []
  const trigger = {
    kind: 'rule',
    name: toStoredName(name),
    events,
    runs: findRuleEffects(statement),
  } as const
  return [{ kind: 'create', table, trigger }]
}

export function findRuleEffects(definition: string): readonly SqlDataEffect[] {
  const tokens = [...tokenizeSql(definition)]
  const start = tokens.findIndex(({ kind, text }) => kind === 'word' && text.toLowerCase() === 'do')
  return start === -1 ? [{ kind: 'unknown' }] : findBodyEffects(tokens.slice(start + 1))
}

const EVENTS = ['insert', 'update', 'delete', 'truncate'] as const

/** Up to ON or TO. */
function readEvents(reader: SqlReader): readonly TableEvent[] {
  const words = reader.readUntil('on', 'to').toLowerCase().split(' ')
  return EVENTS.filter((event) => words.includes(event))
}

function findDropped(reader: SqlReader): readonly TriggerChange[] {
  const type = reader.take('trigger') ? 'trigger' : reader.take('rule') ? 'rule' : undefined
  if (type === undefined) return []
  reader.take('if', 'exists')
  const name = reader.readName()
  const table = reader.take('on') ? reader.readTable() : undefined
  return name === undefined || table === undefined
    ? []
    : [{ kind: 'drop', table, type, name: toStoredName(name) }]
}

/** `ALTER TABLE notes DISABLE TRIGGER name`, `ALL` or `USER`. */
function findSwitched(reader: SqlReader): readonly TriggerChange[] {
  reader.take('if', 'exists')
  const table = reader.readTable()
  if (table === undefined) return []
  return reader.splitRest().flatMap((action): readonly TriggerChange[] => {
    const kind = action.take('disable') ? 'disable' : action.take('enable') ? 'enable' : undefined
    action.take('replica')
    action.take('always')
    const type = action.take('trigger') ? 'trigger' : action.take('rule') ? 'rule' : undefined
    if (kind === undefined || type === undefined) return []
    const isAll = action.peek() === 'all' || action.peek() === 'user'
    const name = action.readName()
    return [{ kind, table, type, ...(isAll || name === undefined ? {} : { name: toStoredName(name) }) }]
  })
}
