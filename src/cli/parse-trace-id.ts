import { invalidValueError } from './usage-error.js'

/** The ID of a trace (W3C Trace Context), the beginning of one, or a `traceparent` header. */
export function parseTraceId(text: string, subject: string): string {
  const id = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(text)?.[1] ?? text.toLowerCase()
  if (!/^[0-9a-f]{4,32}$/.test(id)) throw invalidValueError(subject, text, '4 to 32 hexadecimal digits')
  return id
}
