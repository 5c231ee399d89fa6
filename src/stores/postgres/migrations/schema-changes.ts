import { getFirstWord } from '../sql/get-first-word.js'
import { SqlReader, toStoredName } from '../sql/sql-reader.js'

/** Tables and views have names of their own, other objects are not told apart. Names are as written in the statement. */
export type ChangedObject = 'relation' | 'schema' | 'other'

/** What a statement does to the names in a schema, or to what depends on them. */
export type SchemaChange =
  /** A table has no record yet, a view has those of the `sources` in it, and those of a foreign table are elsewhere. */
  | {
      readonly kind: 'create'
      readonly object: ChangedObject
      readonly name: string
      readonly type: 'table' | 'view' | 'foreign'
      /** It is found before others of its name, until it is dropped or the session ends. */
      readonly isTemporary: boolean
      readonly sources: readonly string[]
    }
  | { readonly kind: 'drop'; readonly object: 'relation' | 'schema'; readonly name: string }
  | {
      readonly kind: 'rename'
      readonly object: 'relation' | 'schema'
      readonly name: string
      readonly to: string
    }
  | { readonly kind: 'move'; readonly name: string; readonly schema: string }
  /** Deleting `name`, or records of it, concerns those of `to`. */
  | { readonly kind: 'link'; readonly name: string; readonly to: string }
  /** An object that existed has this name now, is in this schema, or belongs to this extension. */
  | { readonly kind: 'assign'; readonly name: string }
  | { readonly kind: 'add column'; readonly column: string }
  | { readonly kind: 'rename column'; readonly column: string; readonly to: string }
  /** A column of the table has another type now. */
  | { readonly kind: 'convert'; readonly name: string }

/** Finds what a statement changes in the schema, as far as it matters for the records that later statements concern. Pure. */
export function findSchemaChanges(statement: string): readonly SchemaChange[] {
  if (!CHANGING_STATEMENTS.has(getFirstWord(statement) ?? '')) return []
  const reader = new SqlReader(statement)
  if (reader.take('create')) return findCreated(reader)
  if (reader.take('alter')) return findAltered(reader)
  return reader.take('drop') ? findDropped(reader) : findSelectedInto(reader)
}

const CHANGING_STATEMENTS: ReadonlySet<string> = new Set(['CREATE', 'ALTER', 'DROP', 'SELECT', 'WITH'])

const MODIFIERS: ReadonlySet<string> = new Set(
  'or replace global local temporary temp unlogged recursive materialized foreign'.split(' '),
)

function findCreated(reader: SqlReader): readonly SchemaChange[] {
  const modifiers = new Set<string>()
  for (; MODIFIERS.has(reader.peek()); reader.skip()) modifiers.add(reader.peek())
  const keyword = reader.peek()
  reader.skip()
  reader.take('if', 'not', 'exists')
  reader.take('authorization')
  const name = reader.readName()
  if (name === undefined) return []
  const object =
    keyword === 'table' || keyword === 'view' ? 'relation' : keyword === 'schema' ? 'schema' : 'other'
  const isTemporary = staysTemporary(modifiers, reader)
  if (keyword === 'view' && !modifiers.has('materialized'))
    return [{ kind: 'create', object, name, type: 'view', isTemporary, sources: readAllNames(reader) }]
  const type = modifiers.has('foreign') ? 'foreign' : 'table'
  return [{ kind: 'create', object, name, type, isTemporary, sources: [] }]
}

/** Not one that the end of the migration drops. */
function staysTemporary(modifiers: ReadonlySet<string>, { rest }: SqlReader): boolean {
  return (modifiers.has('temp') || modifiers.has('temporary')) && !/ on commit drop /.test(rest)
}

/** `SELECT … INTO new`. */
function findSelectedInto(reader: SqlReader): readonly SchemaChange[] {
  if (reader.has('insert', 'merge')) return []
  while (!reader.isAtEnd && !reader.take('into')) reader.skip()
  const modifiers = new Set<string>()
  for (; MODIFIERS.has(reader.peek()) || reader.peek() === 'table'; reader.skip())
    modifiers.add(reader.peek())
  const name = reader.readName()
  if (name === undefined) return []
  const isTemporary = staysTemporary(modifiers, reader)
  return [{ kind: 'create', object: 'relation', name, type: 'table', isTemporary, sources: [] }]
}

/** ALTER TABLE can be written for each of these, and some of the others for tables. */
export function takeRelationType(reader: SqlReader): boolean {
  return (
    reader.take('table') ||
    reader.take('view') ||
    reader.take('materialized', 'view') ||
    reader.take('foreign', 'table') ||
    reader.take('index') ||
    reader.take('sequence')
  )
}

function findDropped(reader: SqlReader): readonly SchemaChange[] {
  const object = takeRelationType(reader) ? 'relation' : reader.take('schema') ? 'schema' : undefined
  if (object === undefined) return []
  reader.take('if', 'exists')
  return reader.readTables().map((name) => ({ kind: 'drop', object, name }))
}

function findAltered(reader: SqlReader): readonly SchemaChange[] {
  const object = takeRelationType(reader) ? 'relation' : reader.take('schema') ? 'schema' : 'other'
  if (object === 'other') return findReassigned(reader)
  reader.take('if', 'exists')
  const name = reader.readTable()
  if (name === undefined) return []
  return reader.splitRest().flatMap((action) => findAction(object, name, action))
}

/** The last name of ALTER TYPE … RENAME TO, SET SCHEMA; the name in ALTER EXTENSION … ADD TABLE. */
function findReassigned(reader: SqlReader): readonly SchemaChange[] {
  const isExtension = reader.take('extension')
  const isReassigned = / (?:rename to|set schema) /.test(reader.rest)
  const names = readAllNames(reader)
  const assigned = [...(isExtension ? names.slice(0, 1) : []), ...(isReassigned ? names.slice(-1) : [])]
  return assigned.map((name) => ({ kind: 'assign', name }))
}

function findAction(object: 'relation' | 'schema', name: string, action: SqlReader): readonly SchemaChange[] {
  if (action.take('rename', 'to')) return toChanges(action, (to) => ({ kind: 'rename', object, name, to }))
  if (action.take('rename')) return findRenamedColumn(action)
  if (action.take('set', 'schema')) return toChanges(action, (schema) => ({ kind: 'move', name, schema }))
  if (action.take('attach', 'partition')) return toChanges(action, (to) => ({ kind: 'link', name, to }))
  if (action.take('inherit')) return toChanges(action, (parent) => ({ kind: 'link', name: parent, to: name }))
  if (action.take('add')) return findAdded(name, action)
  return action.peek() === 'of' || action.has('type') ? [{ kind: 'convert', name }] : []
}

function findRenamedColumn(action: SqlReader): readonly SchemaChange[] {
  if (action.take('constraint')) return []
  action.take('column')
  const column = action.readName()
  action.take('to')
  if (column === undefined) return []
  return toChanges(action, (to) => ({
    kind: 'rename column',
    column: toStoredName(column),
    to: toStoredName(to),
  }))
}

function findAdded(name: string, action: SqlReader): readonly SchemaChange[] {
  action.take('column')
  action.take('if', 'not', 'exists')
  const added = toChanges(action, (column) => ({ kind: 'add column', column: toStoredName(column) }))
  while (!action.isAtEnd && !action.take('references')) action.skip()
  return [...added, ...toChanges(action, (referred) => ({ kind: 'link', name: referred, to: name }))]
}

function toChanges(reader: SqlReader, toChange: (name: string) => SchemaChange): readonly SchemaChange[] {
  const name = reader.readName()
  return name === undefined ? [] : [toChange(name)]
}

function readAllNames(reader: SqlReader): readonly string[] {
  const names: string[] = []
  while (!reader.isAtEnd) {
    const name = reader.readName()
    if (name === undefined) reader.skip()
    else names.push(name)
  }
  return names
}
