import { getFirstWord } from '../sql/get-first-word.js'
import { SqlReader } from '../sql/sql-reader.js'

/** Whether a name without a schema may stand for something else after a statement than in the session that makes the plan. */
export function changesSearchPath(statement: string): boolean {
  if (/\bsearch_path\b/i.test(statement)) return true
  if (!['SET', 'RESET', 'DISCARD'].includes(getFirstWord(statement) ?? '')) return false
  return new SqlReader(statement).has('schema', 'role', 'session', 'authorization', 'all')
}

/** Whether a statement has a name such as `U&"d\0061ta"`, which is not decoded. */
export function hasEscapedName(statement: string): boolean {
  return /\bu&"/i.test(statement)
}
