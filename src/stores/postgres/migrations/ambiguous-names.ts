import { SqlReader } from '../sql/sql-reader.js'

/** Whether a name without a schema may stand for something else after a statement than in the session that makes the plan. */
export function changesSearchPath(statement: string): boolean {
  if (/\bsearch_path\b/i.test(statement)) return true
  const reader = new SqlReader(statement)
  return (
    ['set', 'reset', 'discard'].includes(reader.peek()) &&
    reader.has('schema', 'role', 'session', 'authorization', 'all')
  )
}

/** Whether a statement has a name such as `U&"d\0061ta"`, which is not decoded. */
export function hasEscapedName(statement: string): boolean {
  return /\bu&"/i.test(statement)
}
