import type pg from 'pg'
import type { ViewRequest } from '../../contracts/view-reader.js'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

/** Runs the query again to learn which index it uses and how many rows that reads. */
export async function explainRead(
  client: pg.ClientBase,
  { text, values }: { readonly text: string; readonly values: readonly unknown[] },
): Promise<Pick<ViewRequest, 'index' | 'examined'>> {
  const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
    [...values],
  )
  const nodes = rows[0] === undefined ? [] : listNodes(rows[0]['QUERY PLAN'][0].Plan)
  const indexes = new Set(nodes.flatMap((node) => node['Index Name'] ?? []))
  const scans = nodes.filter(
    (node) => node['Node Type'].endsWith('Scan') && !/Bitmap Index|Function/.test(node['Node Type']),
  )
  const examined = scans.reduce(
    (sum, node) =>
      sum +
      ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1),
    0,
  )
  return { index: indexes.size === 0 ? null : [...indexes].join(', '), examined }
}

function listNodes(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(listNodes)]
}
