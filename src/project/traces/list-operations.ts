import { readSpanLines, parseSpan } from './span-lines.js'

/** The operations that started the recorded ones of these traces, by trace id: `todo updateTodo`. */
export async function listOperations(
  home: string,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const missing = new Set(traceIds)
  const found = new Map<string, string>()
  if (missing.size === 0) return found
  for await (const line of readSpanLines(home)) {
    const traceId = /"traceId":"([0-9a-f]{32})"/.exec(line)?.[1] ?? ''
    if (!missing.has(traceId) || !line.includes('"http.route"')) continue
    const span = parseSpan(line)
    if (span === undefined) continue
    found.set(traceId, `${span.component} ${span.name}`)
    missing.delete(traceId)
    if (missing.size === 0) break
  }
  return found
}
