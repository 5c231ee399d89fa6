import { parseJson } from '../../core/json.js'
import { isRecord } from '../../core/is-record.js'
import type { Project } from '../project.js'
import type { StackQueryOptions, StackQueryParameters } from './stack-query.js'

/** All rows of a query across the stores, as objects. */
export async function queryRows(
  project: Project,
  text: string,
  parameters: StackQueryParameters = {},
  options: StackQueryOptions = {},
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const values = Object.entries(parameters).map(
    ([name, value]) => [name, parseJson(JSON.stringify(value ?? null))] as const,
  )
  await using result = await project.query({ text, parameters: new Map(values), ...options })
  const rows: Readonly<Record<string, unknown>>[] = []
  for await (const row of result.rows) {
    const record: unknown = JSON.parse(row.json())
    if (isRecord(record)) rows.push(record)
  }
  return rows
}
