import { isRecord } from './is-record.js'

/** The object of a JSON text; undefined if the text is not valid JSON, or another value. */
export function parseJsonRecord(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
