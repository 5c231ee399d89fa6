import { getFirstWord } from '../sql/get-first-word.js'
import { SqlReader, toStoredName } from '../sql/sql-reader.js'

/** The names of functions that a statement creates, alters or renames, unless they are declared to change nothing. Pure. */
export function findChangedFunctions(statement: string): readonly string[] {
  if (!['CREATE', 'ALTER'].includes(getFirstWord(statement) ?? '')) return []
  const reader = new SqlReader(statement)
  const isCreated = reader.peek() === 'create'
  reader.skip()
  reader.take('or', 'replace')
  if (!['function', 'procedure', 'routine', 'aggregate'].some((kind) => reader.take(kind))) return []
  const name = reader.readName()
  if (name === undefined || (isCreated && isDeclaredHarmless(reader.rest))) return []
  while (!reader.isAtEnd && !reader.take('rename', 'to')) reader.skip()
  return [name, reader.readName() ?? name].map(toStoredName)
}

/** Neither a parameter nor the body is a declaration; a body that is a string is not in `rest`. */
function isDeclaredHarmless(rest: string): boolean {
  const withoutBody = rest.replace(/ (?:begin atomic|return) .*/s, ' ')
  return / (?:immutable|stable) /.test(
    withoutBody.replaceAll(/\([^()]*\)/g, '').replaceAll(/\([^()]*\)/g, ''),
  )
}
