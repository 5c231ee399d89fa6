import type { StepWarning } from '../../contracts/step-warning.js'
import { pg } from '../client/pg.js'
import type { Queryable } from '../client/queryable.js'
import { SqlReader, toStoredName } from '../sql/sql-reader.js'
import { type CheckedConstraint, findCheckedConstraints } from './find-checked-constraints.js'
import type { DataEffectReviewer } from './review-data-effects.js'

/**
 * Whether rows violate the constraints that a statement adds or validates. `isChanged` says of a name whether an earlier statement may have
 * changed what it stands for: the rows are not read then. Requires a read-only transaction.
 */
export async function reviewConstraints(
  client: Queryable,
  reviewer: DataEffectReviewer,
  statement: string,
  isChanged: (name: string) => boolean,
): Promise<readonly StepWarning[]> {
  const found: StepWarning[] = []
  for (const constraint of findCheckedConstraints(statement)) {
    const { table, isAlone } = constraint
    const [rows] = await reviewer.describeTable(table)
    if (rows === undefined) continue
    if (constraint.kind === 'check') {
      const condition = `NOT (${constraint.expression}\n)`
      if (isAlone && !isChanged(table) && (await existRows(client, reviewer, table, condition)))
        found.push(toFailure(table, constraint.label))
    } else found.push(...(await reviewValidation(client, reviewer, constraint, rows, isChanged)))
  }
  return found
}

function toFailure(table: string, constraint: string): StepWarning {
  return { text: `fails: some rows of ${table} violate ${constraint}`, fails: true }
}

async function reviewValidation(
  client: Queryable,
  reviewer: DataEffectReviewer,
  { table, name, isAlone }: Extract<CheckedConstraint, { readonly kind: 'validate' }>,
  rows: string,
  isChanged: (name: string) => boolean,
): Promise<readonly StepWarning[]> {
  const label = `the constraint ${name}`
  const scan = {
    text: `scans ${table} (${rows}) while it can be written, and fails if a row violates ${label}`,
  }
  const [relation, ...others] = reviewer.names.find(table)
  if (relation?.oid === undefined || others.length > 0 || !isAlone) return [scan]
  if (isChanged(table) || isChanged(name)) return [scan]
  const constraint = await readConstraint(client, relation.oid, name, toAlias(table))
  if (constraint === undefined) return []
  const { condition } = constraint
  const isViolated = condition !== null && (await existRows(client, reviewer, table, condition))
  return isViolated ? [scan, toFailure(table, label)] : [scan]
}

/**
 * The condition of rows that violate a constraint, with the table as `alias`; null if it is of another kind. Undefined if there is no
 * such constraint that is not valid yet.
 */
async function readConstraint(
  client: Queryable,
  oid: string,
  name: string,
  alias: string,
): Promise<{ readonly condition: string | null } | undefined> {
  const { rows } = await client.query<{ condition: string | null }>(
    `SELECT CASE
       WHEN contype = 'c' THEN 'NOT (' || pg_get_expr(conbin, conrelid) || ')'
       WHEN contype = 'f' AND confmatchtype = 's' THEN (
         SELECT string_agg(format('%s.%I IS NOT NULL', $3::text, a.attname), ' AND ')
           || format(' AND NOT EXISTS (SELECT FROM %s AS hm_other WHERE ', confrelid::regclass)
           || string_agg(format('hm_other.%I = %s.%I', b.attname, $3::text, a.attname), ' AND ') || ')'
         FROM unnest(conkey, confkey) AS k (own, other)
           JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.own
           JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = k.other
       )
     END AS condition
     FROM pg_constraint WHERE conrelid = $1 AND conname = $2 AND NOT convalidated`,
    [oid, name, alias],
  )
  return rows[0]
}

/** What a table is called in the conditions: expressions of a statement may name it. */
function toAlias(table: string): string {
  return pg.escapeIdentifier(toStoredName(table))
}

/** False if it is not certain, or if finding out would run code of users or take long. */
async function existRows(
  client: Queryable,
  reviewer: DataEffectReviewer,
  table: string,
  condition: string,
): Promise<boolean> {
  const name = await reviewer.findSmallTable(table)
  if (name === undefined || (await mayRunCode(client, condition))) return false
  await client.query('SAVEPOINT rows')
  try {
    const { rows } = await client.query(`SELECT FROM ${name} AS ${toAlias(table)} WHERE ${condition} LIMIT 1`)
    return rows.length > 0
  } catch (error) {
    // A column that an earlier statement adds, for example.
    if (error instanceof pg.DatabaseError) return false
    throw error
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT rows; RELEASE SAVEPOINT rows')
  }
}

/** Whether an expression calls functions that are not built in, or may write. */
async function mayRunCode(client: Queryable, expression: string): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT FROM pg_proc WHERE proname = ANY ($1) AND (pronamespace <> 'pg_catalog'::regnamespace OR provolatile = 'v') LIMIT 1`,
    [[...new SqlReader(expression).listCalls()]],
  )
  return rows.length > 0
}
