import { invalidParameterError } from './invalid-parameter-error.js'
import { tokenizeSql } from './tokenize-sql.js'
import type { QueryParameters } from '../contracts/query.js'
import { formatTextPosition } from './format-text-position.js'

/** A query whose named parameters are replaced with the store's placeholders, and the values for them. */
export interface BoundQuery {
  readonly text: string
  readonly values: readonly unknown[]
  /** Maps an index in the bound text to the original text. */
  readonly toOriginalIndex: (index: number) => number
}

/**
 * Replaces `:name` (the syntax of psql variables) with the result of `placeholder`. Values are sent to the server separately
 * from the text. `reuse`: a name that occurs twice is one numbered placeholder (PostgreSQL) or two (`?` in PartiQL).
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
        `The parameter :${name} at ${formatTextPosition(text, token.index)} has no value.`,
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
      `Use :${unused} in the query, or omit -p ${unused}.`,
    )
  }
  const toOriginalIndex = (index: number): number =>
    index + (shifts.findLast(({ from }) => from <= index)?.by ?? 0)
  return { text: bound, values, toOriginalIndex }
}
