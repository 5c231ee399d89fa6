import { SqlReader, toStoredName } from '../sql/sql-reader.js'

/** What ALTER TABLE does to a column. */
export interface ColumnAction {
  /** Gets another type; is added without a value for the rows that exist; must not be NULL from now on. */
  readonly kind: 'convert' | 'add' | 'set not null'
  /** As written. */
  readonly table: string
  /** As stored. */
  readonly column: string
  /** The new type; absent if an expression or a collation goes with it. */
  readonly type?: string
  /** Nothing is done if there is one with this name. */
  readonly ifNotExists?: boolean
}

/** Finds the columns that a statement converts, adds as NOT NULL without a default, or sets NOT NULL. Pure. */
export function findColumnActions(statement: string): readonly ColumnAction[] {
  const reader = new SqlReader(statement)
  if (!reader.take('alter', 'table')) return []
  reader.take('if', 'exists')
  const table = reader.readTable()
  if (table === undefined) return []
  return reader.splitRest().flatMap((action) => {
    const found = action.take('add')
      ? findAdded(action)
      : action.take('alter')
        ? findAltered(action)
        : undefined
    return found === undefined ? [] : [{ table, ...found }]
  })
}

type Found = Omit<ColumnAction, 'table'>

const CONSTRAINTS: ReadonlySet<string> = new Set([
  'constraint',
  'check',
  'unique',
  'primary',
  'foreign',
  'exclude',
])

function findAdded(action: SqlReader): Found | undefined {
  if (!action.take('column') && CONSTRAINTS.has(action.peek())) return undefined
  const ifNotExists = action.take('if', 'not', 'exists')
  const column = action.readName()
  if (column === undefined) return undefined
  const definition = withoutParentheses(action.rest)
  const isRequired = / (?:not null|primary key) /.test(definition)
  if (!isRequired || / (?:default|generated|(?:small|big)?serial\d?) /.test(definition)) return undefined
  return { kind: 'add', column: toStoredName(column), ifNotExists }
}

function findAltered(action: SqlReader): Found | undefined {
  action.take('column')
  const read = action.readName()
  if (read === undefined) return undefined
  const column = toStoredName(read)
  if (action.take('set', 'not', 'null')) return { kind: 'set not null', column }
  action.take('set', 'data')
  if (!action.take('type')) return undefined
  const type = action.readUntil('using', 'collate').toLowerCase()
  return { kind: 'convert', column, ...(action.isAtEnd ? { type } : {}) }
}

function withoutParentheses(rest: string): string {
  const shorter = rest.replaceAll(/\([^()]*\)/g, ' ').replaceAll(/ +/g, ' ')
  return shorter === rest ? rest : withoutParentheses(shorter)
}
