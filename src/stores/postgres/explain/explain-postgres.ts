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

const WRITING_NODES: ReadonlySet<string> = new Set(['ModifyTable', 'LockRows'])

interface ExplainedPlan {
  readonly Plan: PlanNode
  readonly 'Planning Time': number
  /** Absent if the request was only planned. */
  readonly 'Execution Time'?: number
}

/** With fewer rows, all indexes of a table cost the planner the same, and it takes any of them. */
const MIN_ROWS = 10

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
    const explained = await explainRequest(client, request)
    const table = await findTableOfIndex(client, index)
    const measurement = toPostgresMeasurement(explained, index, table !== undefined)
    if (table === undefined || measurement.findings.length === 0) return measurement
    const rows = await countRows(client, table)
    if (rows >= MIN_ROWS) return measurement
    const notMeasured = `table ${table} ${rows === 0 ? 'is empty' : `has fewer than ${MIN_ROWS} rows`}`
    return { ...measurement, findings: [], notMeasured }
  } finally {
    await client.query('ROLLBACK').catch(() => {})
    client.release()
  }
}

/** The server would log an error if a request that writes or locks were executed in a read-only transaction. */
async function explainRequest(client: ClientBase, request: PostgresRequest): Promise<ExplainedPlan> {
  const planned = await explainWith(client, 'SUMMARY', request)
  const isReading = flattenPostgresPlan(planned.Plan).every((node) => !WRITING_NODES.has(node['Node Type']))
  return isReading ? explainWith(client, 'ANALYZE, BUFFERS', request) : planned
}

/** The name as a statement has it, with the schema unless it is in the search path. */
async function findTableOfIndex(client: ClientBase, index: string): Promise<string | undefined> {
  const { rows } = await client.query<{ table: string }>(
    'SELECT indrelid::regclass::text AS table FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname = $1',
    [index],
  )
  return rows[0]?.table
}

/** At most `MIN_ROWS`. `table` is quoted already. */
async function countRows(client: ClientBase, table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM (SELECT FROM ${table} LIMIT ${MIN_ROWS}) AS first`,
  )
  return rows[0]?.count ?? 0
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
  const indexes = [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))]
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
