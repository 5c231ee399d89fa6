import { SqlReader, toStoredName } from '../sql/sql-reader.js'
import { takeRelationType } from './schema-changes.js'

/** What must exist for a statement to succeed. */
export interface Requirement {
  /** A table, view or index, as written. */
  readonly table: string
  /** No error if the table does not exist. */
  readonly ifExists: boolean
  /** As stored. */
  readonly columns: readonly string[]
  readonly constraints: readonly string[]
  /** In which its columns occur. */
  readonly expressions: readonly string[]
  /** The columns that the statement drops or renames, as stored. */
  readonly removed: readonly string[]
}

type Found = Partial<Omit<Requirement, 'ifExists'>>

/** Finds the tables, indexes, columns and constraints that a statement needs, of those that are not queries. Pure. */
export function findRequirements(statement: string): readonly Requirement[] {
  const reader = new SqlReader(statement)
  if (reader.take('alter')) return takeRelationType(reader) ? findAltered(reader) : []
  if (reader.take('drop', 'index')) return findDroppedIndexes(reader)
  if (reader.take('comment', 'on')) return findCommented(reader)
  if (!reader.take('create')) return []
  reader.take('unique')
  if (reader.take('index')) return findIndexed(reader)
  return reader.has('table') ? listReferences(reader).map((found) => complete('', found)) : []
}

function complete(table: string, found: Found, ifExists = false): Requirement {
  return { table, ifExists, columns: [], constraints: [], expressions: [], removed: [], ...found }
}

function findDroppedIndexes(reader: SqlReader): readonly Requirement[] {
  reader.take('concurrently')
  if (reader.peek() === 'if') return []
  return reader.readTables().map((table) => complete(table, {}))
}

function findIndexed(reader: SqlReader): readonly Requirement[] {
  reader.readUntil('on')
  const table = reader.take('on') ? reader.readTable() : undefined
  if (table === undefined) return []
  return [complete(table, readElements(reader))]
}

/** The elements of an index or EXCLUDE, and what follows: INCLUDE, WHERE. */
function readElements(reader: SqlReader): Found {
  reader.readUntil('(')
  const columns: string[] = []
  const expressions: string[] = []
  for (const element of reader.readParentheses()?.splitRest() ?? []) {
    if (element.peek() === '(') {
      expressions.push(element.readParentheses()?.text ?? '')
      continue
    }
    const name = element.readName()
    const parameters = element.readParentheses()
    if (name === undefined) continue
    if (parameters === undefined) columns.push(toStoredName(name))
    else expressions.push(`${name}(${parameters.text})`)
  }
  while (!reader.isAtEnd && reader.peek() !== 'where') {
    if (reader.take('include')) columns.push(...readColumns(reader))
    else reader.skip()
  }
  if (reader.take('where')) expressions.push(reader.text)
  return { columns, expressions }
}

/** A list in parentheses; empty without one. */
function readColumns(reader: SqlReader): readonly string[] {
  return (reader.readParentheses()?.splitRest() ?? []).flatMap((element) => {
    if (element.peek(1) !== '') element.take('period')
    const name = element.readName()
    return name === undefined ? [] : [toStoredName(name)]
  })
}

/** `COMMENT ON COLUMN notes.a`, `ON CONSTRAINT c ON notes`, and on tables, views and indexes. */
function findCommented(reader: SqlReader): readonly Requirement[] {
  if (reader.take('column')) {
    const [, table, column] =
      /^(.+)\.("(?:[^"]|"")+"|[^".]+)$/s.exec(reader.readUntil('is').replaceAll(' . ', '.')) ?? []
    return table === undefined || column === undefined
      ? []
      : [complete(table, { columns: [toStoredName(column)] })]
  }
  if (reader.take('constraint')) {
    const constraint = reader.readName()
    if (constraint === undefined || !reader.take('on') || reader.peek() === 'domain') return []
    const table = reader.readTable()
    return table === undefined ? [] : [complete(table, { constraints: [toStoredName(constraint)] })]
  }
  const table = takeRelationType(reader) ? reader.readTable() : undefined
  return table === undefined ? [] : [complete(table, {})]
}

function findAltered(reader: SqlReader): readonly Requirement[] {
  const ifExists = reader.take('if', 'exists')
  if (reader.take('all', 'in')) return []
  const table = reader.readTable()
  if (table === undefined) return []
  const found = reader.splitRest().flatMap(findAction)
  return [complete(table, {}, ifExists), ...found.map((each) => complete(table, each, ifExists))]
}

function findAction(action: SqlReader): readonly Found[] {
  if (action.take('rename')) return findRenamed(action)
  if (action.take('drop')) return findDropped(action)
  if (action.take('validate', 'constraint')) return toConstraint(action)
  if (OTHER_TABLES.some((words) => action.take(...words))) return toOtherTable(action)
  if (action.take('add')) return findAdded(action)
  if (!action.take('alter')) return []
  if (action.take('constraint')) return toConstraint(action)
  action.take('column')
  const column = action.readName()
  if (column === undefined) return []
  action.readUntil('using')
  const expressions = action.take('using') ? [action.text] : []
  return [{ columns: [toStoredName(column)], expressions }]
}

/** What an action does with another table. */
const OTHER_TABLES = [
  ['inherit'],
  ['no', 'inherit'],
  ['attach', 'partition'],
  ['detach', 'partition'],
] as const

function toOtherTable(action: SqlReader): readonly Found[] {
  const table = action.readName()
  return table === undefined ? [] : [{ table }]
}

function findRenamed(action: SqlReader): readonly Found[] {
  if (action.peek() === 'to') return []
  return action.take('constraint') ? toConstraint(action) : toRemoved(action)
}

function findDropped(action: SqlReader): readonly Found[] {
  const isConstraint = action.take('constraint')
  if (!isConstraint) action.take('column')
  const ifExists = action.take('if', 'exists')
  if (isConstraint) return ifExists ? [] : toConstraint(action)
  return toRemoved(action).map(({ columns = [], removed = [] }) => ({
    columns: ifExists ? [] : columns,
    removed,
  }))
}

function toRemoved(action: SqlReader): readonly Found[] {
  action.take('column')
  const name = action.readName()
  const columns = name === undefined ? [] : [toStoredName(name)]
  return [{ columns, removed: columns }]
}

function toConstraint(action: SqlReader): readonly Found[] {
  const name = action.readName()
  return name === undefined ? [] : [{ constraints: [toStoredName(name)] }]
}

function findAdded(action: SqlReader): readonly Found[] {
  if (action.take('constraint')) action.readName()
  const references = listReferences(action)
  if (action.take('exclude')) return [readElements(action)]
  if (action.take('primary', 'key') || action.take('unique')) {
    action.take('nulls', 'not', 'distinct')
    action.take('nulls', 'distinct')
    return [{ columns: readColumns(action) }]
  }
  if (action.take('foreign', 'key')) return [{ columns: readColumns(action) }, ...references]
  return [{ expressions: listChecks(action) }, ...references]
}

/** The expressions of CHECK and GENERATED ALWAYS AS. */
function listChecks(reader: SqlReader): readonly string[] {
  const found: string[] = []
  while (!reader.isAtEnd) {
    const isExpression = reader.take('check') || reader.take('generated', 'always', 'as')
    const expression = isExpression ? reader.readParentheses() : undefined
    if (expression !== undefined) found.push(expression.text)
    else if (!isExpression) reader.skip()
  }
  return found
}

/** `REFERENCES other (a, b)` in the rest, which is not read. */
function listReferences(reader: SqlReader): readonly Found[] {
  const rest = new SqlReader(reader.tokens)
  const found: Found[] = []
  while (!rest.isAtEnd) {
    if (!rest.take('references')) rest.skip()
    else {
      const table = rest.readName()
      if (table !== undefined) found.push({ table, columns: readColumns(rest) })
    }
  }
  return found
}
