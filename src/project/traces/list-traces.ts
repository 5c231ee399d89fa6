import type { SpanRecord } from '../../core/span-record.js'
import { parseSpan, readSpanLines } from './span-lines.js'

/** The requests that started the latest traces, newest first. Reads backwards and no further than necessary. */
export async function listTraces(home: string, limit: number): Promise<readonly SpanRecord[]> {
  const requests = new Map<string, SpanRecord>()
  for await (const line of readSpanLines(home)) {
    if (!line.includes('"kind":"server"')) continue
    const span = parseSpan(line)
    if (span === undefined) continue
    const known = requests.get(span.traceId)
    // A request of the gateway contains that of a service, which ends earlier.
    if (known === undefined && requests.size === limit) break
    if (known === undefined || span.start < known.start) requests.set(span.traceId, span)
  }
  return [...requests.values()].toSorted((a, b) => b.start - a.start)
}
