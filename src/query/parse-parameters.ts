import { endSentence } from '../core/end-sentence.js'
import { isUnicodeText } from '../core/is-unicode-text.js'
import { JsonNumber, type JsonValue, parseJson } from '../core/json.js'
import type { QueryParameters } from '../stores/contracts/query.js'
import { invalidParameterError } from '../stores/query-text/invalid-parameter-error.js'

/** Parses `name=value` (a string) and `name:=json` (typed: a number, true, null, a list, an object). */
export function parseParameters(given: readonly string[]): QueryParameters {
  const parameters = new Map<string, JsonValue>()
  for (const [name, value] of given.map(parseParameter)) {
    if (parameters.has(name)) {
      throw invalidParameterError(`The parameter ${name} has two values.`, `Pass -p ${name} once.`)
    }
    parameters.set(name, value)
  }
  return parameters
}

function parseParameter(text: string): readonly [string, JsonValue] {
  const match = /^([A-Za-z_]\w*)(:?=)([^]*)$/.exec(text)
  const [, name, operator, value] = match ?? []
  if (name === undefined || value === undefined) {
    throw invalidParameterError(
      `"${text}" is not a valid parameter.`,
      'Use -p name=value for a string, or -p name:=42 for a JSON value.',
    )
  }
  const parsed = operator === '=' ? value : parseTyped(name, value)
  if (!isUnicode(parsed)) {
    throw invalidParameterError(
      `The value of parameter ${name} contains half of a surrogate pair, which is not a character.`,
      String.raw`Write both halves, for example \ud83d\ude00.`,
    )
  }
  return [name, parsed]
}

function parseTyped(name: string, value: string): JsonValue {
  try {
    return parseJson(value)
  } catch (error) {
    const reason = error instanceof Error ? `: ${error.message}` : ''
    throw invalidParameterError(
      endSentence(`The value of parameter ${name} is not valid JSON${reason}`),
      `Use -p ${name}=${value} for a string.`,
      error,
    )
  }
}

/** Stores would receive U+FFFD instead of a lone surrogate. */
function isUnicode(value: JsonValue): boolean {
  if (typeof value === 'string') return isUnicodeText(value)
  if (value === null || typeof value !== 'object' || value instanceof JsonNumber) return true
  return Object.entries(value).every(([name, each]) => isUnicodeText(name) && isUnicode(each))
}
