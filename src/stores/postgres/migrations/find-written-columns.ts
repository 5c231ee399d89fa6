import { parseName, SqlReader, toStoredName } from '../sql/sql-reader.js'

/** The columns that a statement writes. */
export interface WrittenColumns {
  /** As written. */
  readonly table: string
  /** As stored. */
  readonly columns: readonly string[]
}

/** Finds the columns that INSERT, UPDATE and MERGE name as those to be written, also in WITH. Pure. */
export function findWrittenColumns(statement: string | SqlReader): readonly WrittenColumns[] {
  const reader = typeof statement === 'string' ? new SqlReader(statement) : statement
  if (reader.take('insert', 'into')) return toWritten(reader.readName(), () => readInserted(reader))
  if (reader.take('merge', 'into')) return toWritten(reader.readTable(), () => readMerged(reader))
  if (reader.take('update')) return toWritten(reader.readTable(), () => readUpdated(reader))
  return reader.take('with') ? findInQueries(reader) : []
}

function toWritten(
  table: string | undefined,
  readColumns: () => readonly string[],
): readonly WrittenColumns[] {
  return table === undefined ? [] : [{ table, columns: readColumns() }]
}

function findInQueries(reader: SqlReader): readonly WrittenColumns[] {
  const found: WrittenColumns[] = []
  while (!reader.isAtEnd && !['insert', 'merge', 'select', 'update'].includes(reader.peek())) {
    const query = reader.readParentheses()
    if (query === undefined) reader.skip()
    else found.push(...findWrittenColumns(query))
  }
  return [...found, ...findWrittenColumns(reader)]
}

function readInserted(reader: SqlReader): readonly string[] {
  if (reader.take('as')) reader.readName()
  const columns = readList(reader)
  while (!reader.isAtEnd && !reader.take('do', 'update', 'set')) skipPart(reader)
  return [...columns, ...readAssigned(reader, ['where', 'returning'])]
}

function readUpdated(reader: SqlReader): readonly string[] {
  reader.readUntil('set')
  reader.skip()
  return readAssigned(reader, ['from', 'where', 'returning'])
}

function readMerged(reader: SqlReader): readonly string[] {
  const columns: string[] = []
  while (!reader.isAtEnd) {
    if (reader.take('then', 'update', 'set')) columns.push(...readAssigned(reader, ['when', 'returning']))
    else if (reader.take('then', 'insert')) columns.push(...readList(reader))
    else skipPart(reader)
  }
  return columns
}

/** `a = 1, (b, c) = (2, 3)`. A word such as that of IS DISTINCT FROM may end it early. */
function readAssigned(reader: SqlReader, ends: readonly string[]): readonly string[] {
  const columns: string[] = []
  while (!reader.isAtEnd) {
    columns.push(...(reader.peek() === '(' ? readList(reader) : readColumn(reader)))
    while (!reader.isAtEnd && reader.peek() !== ',' && !ends.includes(reader.peek())) skipPart(reader)
    if (!reader.take(',')) break
  }
  return columns
}

/** A list of columns in parentheses, not a query. */
function readList(reader: SqlReader): readonly string[] {
  const list = reader.readParentheses()
  if (list === undefined || ['(', 'select', 'table', 'values', 'with'].includes(list.peek())) return []
  return list.splitRest().flatMap(readColumn)
}

/** Not one with a part of it, such as `address.city`. */
function readColumn(reader: SqlReader): readonly string[] {
  const name = reader.readName()
  return name === undefined || parseName(name)[0] !== undefined ? [] : [toStoredName(name)]
}

function skipPart(reader: SqlReader): void {
  if (reader.readParentheses() === undefined) reader.skip()
}
