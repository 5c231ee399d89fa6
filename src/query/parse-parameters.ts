import type { QueryParameters } from '../stores/contracts/query.js'
import { invalidParameterError } from '../stores/query-text/invalid-parameter-error.js'

/** Parses `name=value` (a string) and `name:=json` (typed: a number, true, null, an array). */
export function parseParameters(given: readonly string[]): QueryParameters {
  return new Map(given.map(parseParameter))
}

function parseParameter(text: string): readonly [string, unknown] {
  const match = /^([A-Za-z_]\w*)(:?=)([^]*)$/.exec(text)
  const [, name, operator, value] = match ?? []
  if (name === undefined || value === undefined) {
    throw invalidParameterError(
      `"${text}" is not a valid parameter.`,
      'Use -p name=value for a string, or -p name:=42 for a JSON value.',
    )
  }
  if (operator === '=') return [name, value]
  try {
    return [name, JSON.parse(value)]
  } catch (error) {
    throw invalidParameterError(
      `The value of parameter ${name} is not valid JSON: ${value}.`,
      `Use -p ${name}=${value} for a string.`,
      error,
    )
  }
}
