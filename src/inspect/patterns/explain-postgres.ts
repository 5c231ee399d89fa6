import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'
import { type Finding, isWasteful, type PatternMeasurement } from './access-pattern.js'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly PlanNode[]
}

/**
 * Runs EXPLAIN ANALYZE in a read-only transaction. Sequential scans and sorts are discouraged by settings: PostgreSQL
 * prefers them on small tables, but the question is whether an index can serve the query.
 */
export async function explainPostgres(
  store: PostgresStore,
  text: string,
  values: readonly unknown[],
  index: string,
): Promise<PatternMeasurement> {
  const client = await store.pool.connect()
  try {
    await client.query('BEGIN TRANSACTION READ ONLY')
    await client.query(
      'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off',
    )
    const { rows } = await client.query<{
      'QUERY PLAN': readonly { readonly Plan: PlanNode; readonly 'Execution Time': number }[]
    }>(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, [...values])
    const exists = await client.query('SELECT 1 FROM pg_class WHERE relname = $1 AND relkind = $2', [
      index,
      'i',
    ])
    const [explained] = rows[0]?.['QUERY PLAN'] ?? []
    if (explained === undefined) throw new Error('EXPLAIN returned no plan')
    return toPostgresMeasurement(explained.Plan, explained['Execution Time'], index, exists.rowCount === 1)
  } finally {
    await client.query('ROLLBACK').catch(() => {})
    client.release()
  }
}

function toPostgresMeasurement(
  plan: PlanNode,
  elapsedMs: number,
  index: string,
  exists: boolean,
): PatternMeasurement {
  const nodes = flattenPostgresPlan(plan)
  const indexes = nodes.flatMap((node) => node['Index Name'] ?? [])
  const leaves = nodes.filter((node) => node.Plans === undefined && node['Relation Name'] !== undefined)
  const examined = leaves.reduce((sum, node) => sum + countRowsRead(node), 0)
  const returned = plan['Actual Rows'] ?? 0
  const findings: Finding[] = []
  if (!exists) findings.push('missing-index')
  else if (!indexes.includes(index)) findings.push('wrong-index')
  if (nodes.some((node) => node['Node Type'] === 'Seq Scan')) findings.push('scan')
  if (nodes.some((node) => node['Node Type'].endsWith('Sort')) && returned > 0)
    findings.push('in-memory-sort')
  if (isWasteful(examined, returned)) findings.push('wasteful-filter')
  return {
    indexes,
    examined,
    returned,
    elapsedMs,
    findings,
    plan: nodes
      .map((node) => [node['Node Type'], node['Index Name'] ?? node['Relation Name']].join(' ').trim())
      .join(' ← '),
    detail: plan,
  }
}

function countRowsRead(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return ((node['Actual Rows'] ?? 0) + removed) * (node['Actual Loops'] ?? 1)
}

function flattenPostgresPlan(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flattenPostgresPlan)]
}
