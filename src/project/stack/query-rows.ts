import { formatValue, toOptionError } from '../../core/check-options.js'
import { type JsonValue, parseJson } from '../../core/json.js'
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
  const values = Object.entries(parameters).map(([name, value]) => [name, toJsonValue(name, value)] as const)
  await using result = await project.query({ text, parameters: new Map(values), ...options })
  const rows: Readonly<Record<string, unknown>>[] = []
  for await (const row of result.rows) {
    const record: unknown = JSON.parse(row.json())
    if (isRecord(record)) rows.push(record)
  }
  return rows
}

function toJsonValue(name: string, value: unknown): JsonValue {
  const expected =
    'Expected a value that JSON has: a string, a number, a boolean, null, an array or an object.'
  try {
    const text = JSON.stringify(value ?? null) as string | undefined
    if (text !== undefined) return parseJson(text)
  } catch {
    // A bigint, or an object that contains itself.
  }
  throw toOptionError(`Invalid value for the parameter ${name} of query: ${formatValue(value)}.`, expected)
}
