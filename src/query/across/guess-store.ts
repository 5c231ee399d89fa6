import type { StoreName } from '../../core/store-name.js'

/** The store of a statement that names none: `NAME.METHOD(…)` is for MongoDB, and everything else is SQL. */
export function guessStore(statement: string): StoreName {
  return /^\s*(?:db\s*\.\s*)?\w+\s*\.\s*\w+\s*\(/.test(statement) ? 'mongo' : 'postgres'
}
