import type { Queryable } from '../client/queryable.js'
import { type FunctionDefinition, readDefinition } from './find-function-definitions.js'
import { HARMLESS_FUNCTIONS } from './harmless-functions.js'

interface FunctionRow {
  readonly name: string
  /** Whether it is declared so; of an aggregate, nothing is declared. */
  readonly isVolatile: boolean
  readonly definition: string | null
  /** The functions of an aggregate. */
  readonly parts: readonly string[]
}

/** Reads the functions of the users, and the volatile ones in C, which are built in or of extensions, but those known to change nothing. */
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
     WHERE p.provolatile = 'v' AND p.prokind <> 'a' AND p.proname !~ $1 AND (n.nspname = 'pg_catalog' OR l.lanname IN ('c', 'internal'))
       OR n.nspname NOT IN ('pg_catalog', 'information_schema') AND (l.lanname NOT IN ('c', 'internal') OR p.prokind = 'a')`,
    [HARMLESS_FUNCTIONS],
  )
  return rows.map(({ name, isVolatile, definition, parts }) =>
    definition === null
      ? { name, mayChange: isVolatile, calls: new Set(parts) }
      : { name, ...readDefinition(definition) },
  )
}

/** The names that stand for nothing in the database: of what is called, a function that does not exist yet. */
export async function listUnknownNames(
  client: Queryable,
  names: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) name WHERE name !~ $2
       AND NOT EXISTS (SELECT FROM pg_proc WHERE proname = name) AND NOT EXISTS (SELECT FROM pg_type WHERE typname = name)
       AND NOT EXISTS (SELECT FROM pg_get_keywords() WHERE word = name)`,
    [names, HARMLESS_FUNCTIONS],
  )
  return rows.map(({ name }) => name)
}
