import { parse } from 'lossless-json'

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

/** `Array.isArray` does not recognize a list that is read-only. */
export function isJsonList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
