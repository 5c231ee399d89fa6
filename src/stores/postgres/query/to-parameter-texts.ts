import type pg from 'pg'
import { formatJson, isJsonList, JsonNumber, type JsonValue } from '../../../core/json.js'
import { describeParameters } from './describe-parameters.js'

/** OIDs (pg_type) of json and jsonb. */
const JSON_OIDS = new Set([114, 3802])

/**
 * Converts the values of a statement's parameters to PostgreSQL's text format. A list is an array or a JSON array, as the type
 * of the parameter requires, so the server is asked for the types if there are lists.
 */
export async function toParameterTexts(
  client: pg.PoolClient,
  text: string,
  values: readonly JsonValue[],
): Promise<readonly (string | null)[]> {
  if (!values.some(isJsonList)) return values.map(toScalarText)
  const types = await describeParameters(client, text)
  const elementTypes = await readElementTypes(client, types)
  return values.map((value, i) => {
    const elementType = elementTypes.get(types[i] ?? 0)
    if (!isJsonList(value) || elementType === undefined) return toScalarText(value)
    return toArrayText(value, JSON_OIDS.has(elementType))
  })
}

/** The types of the elements of those types that are arrays. */
async function readElementTypes(
  client: pg.PoolClient,
  types: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await client.query<{ oid: number; element: number }>(
    `SELECT oid, typelem AS element FROM pg_catalog.pg_type WHERE oid = ANY($1::oid[]) AND typcategory = 'A'`,
    [types],
  )
  return new Map(rows.map(({ oid, element }) => [oid, element]))
}

/** JSON text for lists and objects. */
function toScalarText(value: JsonValue): string | null {
  if (value === null || typeof value === 'string') return value
  return formatJson(value)
}

/** An array literal ("Array Value Input" in the PostgreSQL manual). Lists in it are further dimensions, except in JSON. */
function toArrayText(list: readonly JsonValue[], isJson: boolean): string {
  const elements = list.map((value) => {
    if (isJson) return value === null ? 'NULL' : quoteElement(formatJson(value))
    if (isJsonList(value)) return toArrayText(value, isJson)
    if (value === null) return 'NULL'
    if (value instanceof JsonNumber || typeof value === 'boolean') return formatJson(value)
    return quoteElement(typeof value === 'string' ? value : formatJson(value))
  })
  return `{${elements.join(',')}}`
}

/** Only quotes and backslashes are escaped. All other characters, also line ends, represent themselves. */
function quoteElement(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}
