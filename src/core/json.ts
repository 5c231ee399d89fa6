import { parse } from 'lossless-json'
import { isExactNumber } from './is-exact-number.js'

/** A value of a JSON text. Numbers are not converted to JavaScript numbers, which would round them. */
export type JsonValue =
  | null
  | boolean
  | string
  | JsonNumber
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/** A number with all its digits, as written in the JSON text. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Parses JSON without loss. Throws `SyntaxError`, also for an object with two values of one name. */
export function parseJson(text: string): JsonValue {
  return parse(text, undefined, (digits) => new JsonNumber(digits)) as JsonValue
}

/** The JSON text of a value, on one line. */
export function formatJson(value: JsonValue): string {
  if (value instanceof JsonNumber) return value.text
  if (isJsonList(value)) return `[${value.map(formatJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}:${formatJson(each)}`)
    .join(',')}}`
}

/** The same in several lines; what is short is on one. */
export function formatPrettyJson(value: JsonValue, indent = ''): string {
  const line = formatJson(value)
  if (value instanceof JsonNumber || value === null || typeof value !== 'object') return line
  if (indent.length + line.length <= SHORT_JSON) return line
  const inner = `${indent}  `
  const [open, close, entries] = isJsonList(value)
    ? ['[', ']', value.map((each) => formatPrettyJson(each, inner))]
    : [
        '{',
        '}',
        Object.entries(value).map(
          ([name, each]) => `${JSON.stringify(name)}: ${formatPrettyJson(each, inner)}`,
        ),
      ]
  return `${open}\n${entries.map((entry) => `${inner}${entry}`).join(',\n')}\n${indent}${close}`
}

/** In characters. */
const SHORT_JSON = 40

/** A number in JSON, as a string if `JSON.parse` and other parsers that use doubles would round it. */
export function toJsonNumber(digits: string): string {
  return isExactNumber(digits.replace(/^-/, '')) ? digits : `"${digits}"`
}

/** The same for all numbers of a JSON text, of which everything else stays as it is. */
export function quoteInexactNumbers(json: string): string {
  if (!MAYBE_INEXACT.test(json)) return json
  return json.replaceAll(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : toJsonNumber(token)))
}

/** Doubles have at least 15 significant digits. */
const MAYBE_INEXACT = /[\d.]{16}|\d[eE]/
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.]*(?:[eE][+-]?\d+)?/g

/** `Array.isArray` does not recognize a list that is read-only. */
export function isJsonList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
