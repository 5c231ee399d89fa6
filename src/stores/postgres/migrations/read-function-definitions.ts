import type { Queryable } from '../client/queryable.js'
import { type FunctionDefinition, readDefinition } from './find-function-definitions.js'

interface FunctionRow {
  readonly name: string
  /** Whether it is declared so; of an aggregate, nothing is declared. */
  readonly isVolatile: boolean
  readonly definition: string | null
  /** The functions of an aggregate. */
  readonly parts: readonly string[]
}

/** Reads the functions of the users, and those built-in ones that may change data. Functions in C are not read, except for these. */
export async function readFunctionDefinitions(client: Queryable): Promise<readonly FunctionDefinition[]> {
  const { rows } = await client.query<FunctionRow>(
    `SELECT p.proname AS name, p.provolatile = 'v' AS "isVolatile",
       CASE WHEN p.prokind <> 'a' AND p.provolatile <> 'v' THEN pg_get_functiondef(p.oid) END AS definition,
       ARRAY (
         SELECT f.proname::text FROM pg_proc f
         WHERE f.oid IN (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn)
       ) AS parts
     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
     LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
     WHERE p.provolatile = 'v' AND (p.proname ~ '^lo_(unlink|put|truncate)' OR p.proname = 'lowrite' OR p.proname LIKE 'dblink%')
       OR n.nspname NOT IN ('pg_catalog', 'information_schema') AND (l.lanname NOT IN ('c', 'internal') OR p.prokind = 'a')`,
  )
  return rows.map(({ name, isVolatile, definition, parts }) =>
    definition === null
      ? { name, mayChange: isVolatile, calls: new Set(parts) }
      : { name, ...readDefinition(definition) },
  )
}
