import type { QueryPlan } from '../../contracts/query.js'
import type { PostgresStore } from '../client/postgres-store.js'
import { getFirstWord } from '../sql/get-first-word.js'
import { queryPostgres } from './query-postgres.js'

const PLANNED = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE'])

/** What EXPLAIN says; undefined for a statement that has no plan. */
export async function planPostgresQuery(
  store: PostgresStore,
  text: string,
  signal?: AbortSignal,
): Promise<QueryPlan | undefined> {
  if (!PLANNED.has(getFirstWord(text) ?? '')) return undefined
  const query = {
    text: `EXPLAIN ${text}`,
    parameters: new Map(),
    write: false,
    ...(signal === undefined ? {} : { signal }),
  }
  // The query itself reports the same error.
  const { rows } = await queryPostgres(store, query, { hidesErrors: true })
  const lines = []
  for await (const row of rows) lines.push(row.text(0) ?? '')
  return lines.map((line) => ({ text: line, isScan: /\bSeq Scan\b/.test(line) }))
}
