import { invalidParameterError } from './invalid-parameter-error.js'
import type { JsonValue } from '../../core/json.js'
import type { QueryParameters } from '../contracts/query.js'
import { formatTextPosition } from './format-text-position.js'

/** A query whose named parameters are replaced with the store's placeholders, and the values for them. */
export interface BoundQuery {
  readonly text: string
  readonly values: readonly JsonValue[]
  /** Maps an index in the bound text to the original text. */
  readonly toOriginalIndex: (index: number) => number
}

/** The lexer of a query language. A parameter is a token of the kind `parameter`: a colon and the name. */
export type Tokenize = (
  text: string,
) => Iterable<{ readonly kind: string; readonly text: string; readonly index: number }>

export interface Placeholders {
  readonly tokenize: Tokenize
  /** The placeholder for the value at a position, which starts with 1. */
  readonly placeholder: (position: number) => string
  /** Whether a name that occurs twice is one numbered placeholder (PostgreSQL) or two (`?` in PartiQL). */
  readonly reuse: boolean
}

/**
 * Replaces `:name` (the syntax of psql variables) with the store's placeholders. Values are sent to the server separately
 * from the text.
 */
export function bindParameters(
  text: string,
  parameters: QueryParameters,
  { tokenize, placeholder, reuse }: Placeholders,
): BoundQuery {
  const values: JsonValue[] = []
  const positions = new Map<string, number>()
  const shifts: { readonly from: number; readonly by: number }[] = []
  let bound = ''
  for (const token of tokenize(text)) {
    if (token.kind !== 'parameter') {
      bound += token.text
      continue
    }
    const name = token.text.slice(1)
    const value = parameters.get(name)
    if (value === undefined) {
      throw invalidParameterError(
        `The parameter :${name} at ${formatTextPosition(text, token.index)} has no value.`,
        `Add -p ${name}=VALUE.`,
      )
    }
    const known = reuse ? positions.get(name) : undefined
    if (known === undefined) values.push(value)
    positions.set(name, known ?? values.length)
    bound += placeholder(known ?? values.length)
    shifts.push({ from: bound.length, by: token.index + token.text.length - bound.length })
  }
  const unused = [...parameters.keys()].find((name) => !positions.has(name))
  if (unused !== undefined) {
    throw invalidParameterError(
      `The query does not use the parameter ${unused}.`,
      `Use :${unused} in the query, or omit -p ${unused}.`,
    )
  }
  const toOriginalIndex = (index: number): number =>
    index + (shifts.findLast(({ from }) => from <= index)?.by ?? 0)
  return { text: bound, values, toOriginalIndex }
}
