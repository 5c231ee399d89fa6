import type { MigrationStep } from '../../contracts/migration-store.js'
import type { Queryable } from '../client/queryable.js'

const NAME = String.raw`((?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+))?)`
const TABLE = String.raw`alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?${NAME}\s[\s\S]*?\b`

interface ReviewRule {
  readonly pattern: RegExp
  /** The effect on a table that contains rows. `{table}` and `{rows}` are replaced. */
  readonly warning: string
  /** The rule does not apply if the statement also matches this. */
  readonly unless?: RegExp
}

/** PostgreSQL manual: ALTER TABLE (notes), CREATE INDEX, explicit locking. The first group is the table. */
const REVIEW_RULES: readonly ReviewRule[] = [
  {
    pattern: new RegExp(String.raw`^create\s+(?:unique\s+)?index\s[\s\S]*?\bon\s+(?:only\s+)?${NAME}`, 'i'),
    unless: /\bconcurrently\b/i,
    warning:
      'blocks writes to {table} ({rows}) while the index is built; use CONCURRENTLY in a no-transaction file',
  },
  {
    pattern: new RegExp(
      String.raw`${TABLE}(?:alter|set)\s+(?:column\s+)?\S+\s+(?:set\s+data\s+)?type\b`,
      'i',
    ),
    warning: 'may rewrite {table} ({rows}); blocks reads and writes while it runs',
  },
  {
    pattern: new RegExp(
      String.raw`${TABLE}add\s+(?:column\s+)?[\s\S]*?(?:\bdefault\s+(?:random|gen_random_uuid|uuid_generate_v\d\w*|clock_timestamp|nextval|timeofday)\b|\bgenerated\b|\b(?:small|big)?serial\b)`,
      'i',
    ),
    warning: 'rewrites {table} ({rows}): the new column has a different value in each row',
  },
  {
    pattern: new RegExp(String.raw`${TABLE}set\s+not\s+null\b`, 'i'),
    warning: 'scans {table} ({rows}); blocks reads and writes while it runs',
  },
  {
    pattern: new RegExp(String.raw`${TABLE}add\s+(?:constraint\s+\S+\s+)?(?:check|foreign\s+key)\b`, 'i'),
    unless: /\bnot\s+valid\b/i,
    warning: 'scans {table} ({rows}) under a lock; add it NOT VALID and VALIDATE it in a later migration',
  },
  {
    pattern: new RegExp(
      String.raw`${TABLE}add\s+(?:constraint\s+\S+\s+)?(?:primary\s+key|unique|exclude)\b`,
      'i',
    ),
    unless: /\busing\s+index\b/i,
    warning:
      'blocks {table} ({rows}) while the index is built; build it CONCURRENTLY first and add it USING INDEX',
  },
  {
    pattern: new RegExp(String.raw`${TABLE}set\s+(?:logged|unlogged|tablespace)\b`, 'i'),
    warning: 'rewrites {table} ({rows}); blocks reads and writes while it runs',
  },
  {
    pattern: new RegExp(String.raw`^(?:vacuum\s+(?:\(?\s*)full|cluster)\b[\s)]*${NAME}`, 'i'),
    warning: 'rewrites {table} ({rows}); blocks reads and writes while it runs',
  },
  {
    pattern: new RegExp(String.raw`^drop\s+table\s+(?:if\s+exists\s+)?${NAME}`, 'i'),
    warning: 'deletes {table}, which contains data ({rows})',
  },
  {
    pattern: new RegExp(String.raw`^truncate\s+(?:table\s+)?(?:only\s+)?${NAME}`, 'i'),
    warning: 'empties {table} ({rows})',
  },
  {
    pattern: new RegExp(
      String.raw`${TABLE}drop\s+(?:column\s+)?(?!constraint|default|not|expression|identity)\w`,
      'i',
    ),
    warning: 'deletes a column of {table} and its data ({rows})',
  },
]

/**
 * Returns warnings per statement: what it would lock, rewrite or delete given the current data. Requires a read-only
 * session.
 */
export async function reviewSql(
  client: Queryable,
  steps: readonly MigrationStep<string>[],
): Promise<readonly (readonly string[])[]> {
  const warnings: (readonly string[])[] = []
  for (const { action } of steps) {
    const found: string[] = []
    for (const { pattern, unless, warning } of REVIEW_RULES) {
      const table = pattern.exec(action)?.[1]
      if (table === undefined || unless?.test(action)) continue
      const rows = await describeContents(client, table)
      if (rows !== undefined) found.push(warning.replace('{table}', table).replace('{rows}', rows))
    }
    const schema = new RegExp(String.raw`^drop\s+schema\s+(?:if\s+exists\s+)?${NAME}`, 'i').exec(action)?.[1]
    if (schema !== undefined) found.push(...(await describeSchemaContents(client, schema)))
    warnings.push(found)
  }
  return warnings
}

/** `undefined` if the table is missing or empty, since no warning applies then. */
async function describeContents(client: Queryable, table: string): Promise<string | undefined> {
  const { rows } = await client.query<{ size: string; bytes: string; tuples: number }>(
    `SELECT pg_size_pretty(pg_table_size(oid)) AS size, pg_relation_size(oid) AS bytes, reltuples AS tuples
     FROM pg_class WHERE oid = to_regclass($1)`,
    [table],
  )
  const [row] = rows
  if (row === undefined || row.bytes === '0') return undefined
  return row.tuples > 0 ? `about ${Math.round(row.tuples)} rows, ${row.size}` : row.size
}

async function describeSchemaContents(client: Queryable, schema: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ tables: string }>(
    `SELECT count(*) AS tables FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = (parse_ident($1))[1] AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0`,
    [schema],
  )
  const tables = Number(rows[0]?.tables ?? 0)
  return tables === 0 ? [] : [`deletes the schema ${schema} with ${tables} tables that contain data`]
}
