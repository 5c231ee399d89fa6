import { getFirstWord } from '../sql/get-first-word.js'
import { SqlReader, toStoredName } from '../sql/sql-reader.js'
import { type SqlToken, tokenizeSql } from '../sql/tokenize-sql.js'

/** What is known of a function, by the name that the server stores. */
export interface FunctionDefinition {
  readonly name: string
  /** Not declared to change nothing, or its body cannot be read. */
  readonly mayChange: boolean
  /** What it calls: PostgreSQL lets a STABLE function call a VOLATILE one, which may write. */
  readonly calls: ReadonlySet<string>
}

/** The functions that a statement creates, alters or renames. Pure. */
export function findFunctionDefinitions(statement: string): readonly FunctionDefinition[] {
  if (!['CREATE', 'ALTER'].includes(getFirstWord(statement) ?? '')) return []
  const reader = new SqlReader(statement)
  const isCreated = reader.peek() === 'create'
  reader.skip()
  reader.take('or', 'replace')
  if (!['function', 'procedure', 'routine', 'aggregate'].some((kind) => reader.take(kind))) return []
  const name = reader.readName()
  if (name === undefined) return []
  if (isCreated && isDeclaredHarmless(reader.rest))
    return [{ name: toStoredName(name), ...readDefinition(statement) }]
  while (!reader.isAtEnd && !reader.take('rename', 'to')) reader.skip()
  return [name, reader.readName() ?? name].map((each) => ({
    name: toStoredName(each),
    mayChange: true,
    calls: new Set(),
  }))
}

/** What the body of a function calls that is declared to change nothing, from its CREATE FUNCTION. Pure. */
export function readDefinition(statement: string): Pick<FunctionDefinition, 'mayChange' | 'calls'> {
  const reader = new SqlReader(statement)
  const body = new SqlReader(readStrings(statement))
  const calls = new Set([...reader.listCalls(), ...body.listCalls()])
  while (!reader.isAtEnd && !reader.take('language')) reader.skip()
  // A name in quotes, or none, is that of SQL or PL/pgSQL in all likelihood.
  const isReadable = READABLE_LANGUAGES.has(reader.peek())
  return { mayChange: !isReadable || body.has('execute'), calls }
}

/** Of those in C, no function is known to call others. */
const READABLE_LANGUAGES: ReadonlySet<string> = new Set(['', 'sql', 'plpgsql', 'c', 'internal'])

/** The names of the functions that may change data, themselves or by what they call. Pure. */
export function listChanging(definitions: readonly FunctionDefinition[]): ReadonlySet<string> {
  const changing = new Set(definitions.flatMap(({ name, mayChange }) => (mayChange ? [name] : [])))
  for (let size = -1; size !== changing.size;) {
    size = changing.size
    for (const { name, calls } of definitions)
      if (!changing.has(name) && [...calls].some((each) => changing.has(each))) changing.add(name)
  }
  return changing
}

/** The contents of the strings of a statement, such as the body of a function. A doubled quote makes two strings. */
export function readStrings(statement: string): string {
  return [...tokenizeSql(statement)].map(readString).join('')
}

function readString({ kind, text }: SqlToken): string {
  if (kind !== 'quoted' || text.startsWith('"')) return ' '
  if (!text.startsWith('$')) return text.replace(/^[eE]?'/, '').replace(/'$/, '')
  const { length } = /^\$[^$]*\$/.exec(text)?.[0] ?? ''
  return text.slice(length, -length)
}

/** Neither a parameter nor the body is a declaration; a body that is a string is not in `rest`. */
function isDeclaredHarmless(rest: string): boolean {
  const withoutBody = rest.replace(/ (?:begin atomic|return) .*/s, ' ')
  return / (?:immutable|stable) /.test(
    withoutBody.replaceAll(/\([^()]*\)/g, '').replaceAll(/\([^()]*\)/g, ''),
  )
}
