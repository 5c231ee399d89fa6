import pg from 'pg'
import { quoteInexactNumbers } from '../../../core/json.js'

const JSON_OIDS: ReadonlySet<number> = new Set([pg.types.builtins.JSON, pg.types.builtins.JSONB])

/** For records that are shown: numbers in `json` and `jsonb` that a double would round are strings, like `bigint` and `numeric`. */
export const EXACT_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    JSON_OIDS.has(oid)
      ? (text: string): unknown => JSON.parse(quoteInexactNumbers(text))
      : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
}
