import { HomeError } from '../core/home-error.js'
import { QUERY_ERRORS } from './query-errors.js'
import { tokenizeSql } from './tokenize-sql.js'
import { formatTextPosition } from './format-text-position.js'

/** Values by name, as `-p` gives them. */
export type QueryParameters = ReadonlyMap<string, unknown>

/** Reads `name=text` (a string) and `name:=json` (typed: a number, true, null, a list). */
export function parseParameters(given: readonly string[]): QueryParameters {
  return new Map(given.map(parseParameter))
}

function parseParameter(text: string): readonly [string, unknown] {
  const match = /^([A-Za-z_]\w*)(:?=)([^]*)$/.exec(text)
  const [, name, operator, value] = match ?? []
  if (name === undefined || value === undefined) {
    throw invalidParameterError(
      `"${text}" is no parameter.`,
      'Write -p name=value for text, or -p name:=42 for typed JSON.',
    )
  }
  if (operator === '=') return [name, value]
  try {
    return [name, JSON.parse(value)]
  } catch (error) {
    throw invalidParameterError(
      `The value of parameter ${name} is not JSON: ${value}`,
      `Write -p ${name}=${value} for text.`,
      error,
    )
  }
}

/** A query text whose named parameters were replaced by the store's placeholders, and the values for them. */
export interface BoundQuery {
  readonly text: string
  readonly values: readonly unknown[]
  /** Where in the text as it was given something is that stands at `index` of the bound one. */
  readonly toOriginalIndex: (index: number) => number
}

/**
 * Replaces `:name` by what `placeholder` says (psql's way of writing a variable). The values stay apart from the text all
 * the way to the server. `reuse`: a name used twice is one numbered placeholder (PostgreSQL) or two (PartiQL's `?`).
 */
export function bindParameters(
  text: string,
  parameters: QueryParameters,
  placeholder: (position: number) => string,
  reuse: boolean,
): BoundQuery {
  const values: unknown[] = []
  const positions = new Map<string, number>()
  const shifts: { readonly from: number; readonly by: number }[] = []
  let bound = ''
  for (const token of tokenizeSql(text)) {
    if (token.kind !== 'parameter') {
      bound += token.text
      continue
    }
    const name = token.text.slice(1)
    if (!parameters.has(name)) {
      throw invalidParameterError(
        `The query uses :${name} at ${formatTextPosition(text, token.index)}, which has no value.`,
        `Add -p ${name}=VALUE.`,
      )
    }
    const known = reuse ? positions.get(name) : undefined
    if (known === undefined) values.push(parameters.get(name))
    positions.set(name, known ?? values.length)
    bound += placeholder(known ?? values.length)
    shifts.push({ from: bound.length, by: token.index + token.text.length - bound.length })
  }
  const unused = [...parameters.keys()].find((name) => !positions.has(name))
  if (unused !== undefined) {
    throw invalidParameterError(
      `The query does not use the parameter ${unused}.`,
      `Write :${unused} where its value belongs.`,
    )
  }
  const givenIndex = (index: number): number =>
    index + (shifts.findLast(({ from }) => from <= index)?.by ?? 0)
  return { text: bound, values, toOriginalIndex: givenIndex }
}

function invalidParameterError(message: string, suggestion: string, cause?: unknown): HomeError {
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, { message, suggestion, cause })
}
