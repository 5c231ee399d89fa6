import type { ClientBase } from 'pg'
import { type Finding, isWasteful, type PatternMeasurement } from '../../contracts/access-pattern.js'
import type { PostgresRequest } from '../../../core/store-types.js'
import type { PostgresStore } from '../client/postgres-store.js'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'Relation Name'?: string
  readonly 'Plan Rows'?: number
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly PlanNode[]
}

interface ExplainedPlan {
  readonly Plan: PlanNode
  readonly 'Planning Time': number
  /** Absent if the request was only planned. */
  readonly 'Execution Time'?: number
}

/**
 * Runs EXPLAIN ANALYZE in a read-only transaction. Sequential scans and sorts are discouraged by settings: PostgreSQL
 * prefers them on small tables, but the question is whether an index can serve the query. A request that writes or locks
 * is only planned, not executed.
 */
export async function explainPostgres(
  store: PostgresStore,
  request: PostgresRequest,
  index: string,
): Promise<PatternMeasurement> {
  const client = await store.pool.connect()
  try {
    await client.query('BEGIN TRANSACTION READ ONLY')
    await client.query(
      'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off',
    )
    const explained = await explainReadOnly(client, request)
    const exists = await client.query('SELECT 1 FROM pg_class WHERE relname = $1 AND relkind = $2', [
      index,
      'i',
    ])
    return toPostgresMeasurement(explained, index, exists.rowCount === 1)
  } finally {
    await client.query('ROLLBACK').catch(() => {})
    client.release()
  }
}

async function explainReadOnly(client: ClientBase, request: PostgresRequest): Promise<ExplainedPlan> {
  await client.query('SAVEPOINT explain')
  try {
    return await explainWith(client, 'ANALYZE, BUFFERS', request)
  } catch (error) {
    // read_only_sql_transaction (PostgreSQL manual, appendix A).
    if (!(error instanceof Error && 'code' in error && error.code === '25006')) throw error
    await client.query('ROLLBACK TO SAVEPOINT explain')
    return explainWith(client, 'SUMMARY', request)
  }
}

async function explainWith(
  client: ClientBase,
  options: string,
  { text, values }: PostgresRequest,
): Promise<ExplainedPlan> {
  const { rows } = await client.query<{ 'QUERY PLAN': readonly ExplainedPlan[] }>(
    `EXPLAIN (${options}, FORMAT JSON) ${text}`,
    values,
  )
  const [explained] = rows[0]?.['QUERY PLAN'] ?? []
  if (explained === undefined) throw new Error('EXPLAIN returned no plan')
  return explained
}

function toPostgresMeasurement(explained: ExplainedPlan, index: string, exists: boolean): PatternMeasurement {
  const { Plan: plan, 'Planning Time': planningMs, 'Execution Time': executionMs } = explained
  const estimated = executionMs === undefined
  const nodes = flattenPostgresPlan(plan)
  const indexes = nodes.flatMap((node) => node['Index Name'] ?? [])
  const leaves = nodes.filter((node) => node.Plans === undefined && node['Relation Name'] !== undefined)
  const examined = leaves.reduce((sum, node) => sum + countRowsRead(node), 0)
  const returned = estimated ? examined : (plan['Actual Rows'] ?? 0)
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
    ...(estimated ? { estimated } : {}),
    elapsedMs: executionMs ?? planningMs,
    findings,
    plan: nodes
      .map((node) => [node['Node Type'], node['Index Name'] ?? node['Relation Name']].join(' ').trim())
      .join(' ← '),
    detail: plan,
  }
}

function countRowsRead(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return ((node['Actual Rows'] ?? node['Plan Rows'] ?? 0) + removed) * (node['Actual Loops'] ?? 1)
}

function flattenPostgresPlan(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flattenPostgresPlan)]
}
