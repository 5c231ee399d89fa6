import { UsageError } from './usage-error.js'

/** The ID of a trace (W3C Trace Context), the beginning of one, or a `traceparent` header. */
export function parseTraceId(text: string, subject: string): string {
  const id = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(text)?.[1] ?? text.toLowerCase()
  if (!/^[0-9a-f]{4,32}$/.test(id))
    throw new UsageError({
      message: `Invalid value "${text}" for ${subject}.`,
      detail: 'Expected 4 to 32 hexadecimal digits.',
      hint: 'Run homemanager trace --list to list the latest requests with the IDs of their traces.',
    })
  return id
}
