import { MAX_STEP_MS } from './find-trace.js'
import { getSpanStart, readSpanLines } from './span-lines.js'

const TRACE_ID = /"traceId":"(\w+)"/

/** Which of these traces are recorded. `since`: when the first of them started, in milliseconds since 1970; older ones are not read. */
export async function findRecorded(
  home: string,
  traceIds: ReadonlySet<string>,
  since: number,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  if (traceIds.size === 0) return found
  for await (const line of readSpanLines(home)) {
    const [, id] = TRACE_ID.exec(line) ?? []
    if (id !== undefined && traceIds.has(id)) found.add(id)
    if (found.size === traceIds.size || getSpanStart(line) < since - MAX_STEP_MS) break
  }
  return found
}
