import { HomeError } from '../../core/home-error.js'
import type { SpanRecord } from '../../core/span-record.js'
import { getSpanStart, parseSpan, readSpanLines } from './span-lines.js'
import { TRACE_ERRORS } from './trace-errors.js'

const RETENTION =
  'Traces are recorded while the services run in the background, and kept for seven days or up to 16 MiB.'

/** Which requests have a trace in the logs, but no recorded one. */
export const NOT_RECORDED =
  'Requests that the gateway answers itself, such as /docs and unknown paths, and those with which inspect and Studio read a record to edit it are not recorded; under load, only some of the others are.'

/** What to find: a trace by id, or the beginning of one, or one of all traces. */
export type TraceSelection = { readonly id: string } | 'last' | 'slow' | 'error'

/** A trace with its steps in the order in which they started. */
export interface Trace {
  readonly traceId: string
  readonly spans: readonly SpanRecord[]
}

/** A step is written when it ends, so it may be in the files as long after it started. */
export const MAX_STEP_MS = 60_000

/**
 * Finds a trace in the state directory: the one with this id, the last one, the slowest, or the last that failed. Reads backwards
 * and no further than necessary. `isRunning`: whether the services run. Throws `TRACE_NOT_FOUND` and `NO_TRACE`.
 */
export async function findTrace(home: string, selection: TraceSelection, isRunning = true): Promise<Trace> {
  const found = await findStep(home, selection)
  if (found === undefined)
    throw notFoundError(selection, { hasTraces: (await findStep(home, 'last')) !== undefined, isRunning })
  const { traceId, kind, start } = found
  // The request itself is the first step. What events cause may be recorded much later, so the request is searched everywhere.
  const earliest = kind === 'server' ? start - MAX_STEP_MS : -Infinity
  const spans: SpanRecord[] = []
  for await (const line of readSpanLines(home)) {
    if (line.includes(traceId)) {
      const span = parseSpan(line)
      if (span?.traceId === traceId) spans.push(span)
    } else if (getSpanStart(line) < earliest) break
  }
  return { traceId, spans: sortSteps(spans) }
}

/** A step of the trace; for the last and the slowest one, the request that started it. */
async function findStep(home: string, selection: TraceSelection): Promise<SpanRecord | undefined> {
  const id = typeof selection === 'object' ? selection.id : ''
  let slowest: SpanRecord | undefined
  for await (const line of readSpanLines(home)) {
    if (!line.includes(id)) continue
    const span = parseSpan(line)
    if (span === undefined) continue
    const isRequest = span.kind === 'server'
    if (typeof selection === 'object') {
      if (span.traceId.startsWith(id)) return { ...span, kind: 'internal' }
    } else if (selection === 'last' && isRequest) return span
    else if (selection === 'error' && span.error !== undefined) return { ...span, kind: 'internal' }
    else if (selection === 'slow' && isRequest && span.durationMs > (slowest?.durationMs ?? -1))
      slowest = span
  }
  return slowest
}

/** By start. A step precedes those below it, which may start in the same millisecond, and end after it. */
export function sortSteps(spans: readonly SpanRecord[]): readonly SpanRecord[] {
  const parents = new Map(spans.map(({ spanId, parentId }) => [spanId, parentId]))
  const getDepth = (span: SpanRecord): number => {
    let depth = 0
    for (let id = span.parentId; id !== undefined && depth < spans.length; id = parents.get(id)) depth++
    return depth
  }
  const depths = new Map(spans.map((span) => [span, getDepth(span)]))
  return spans.toSorted(
    (a, b) => a.start - b.start || (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || b.durationMs - a.durationMs,
  )
}

/** `isRunning`: whether the services run. */
function suggestRequest(isRunning: boolean): string {
  return isRunning
    ? 'Send a request to an operation of a service'
    : 'Run homemanager up, send a request to an operation of a service'
}

function notFoundError(
  selection: TraceSelection,
  { hasTraces, isRunning }: { readonly hasTraces: boolean; readonly isRunning: boolean },
): HomeError {
  if (selection === 'error' && hasTraces)
    return new HomeError(TRACE_ERRORS.NO_TRACE, {
      message: 'No request failed.',
      detail: RETENTION,
      suggestion: 'Run homemanager trace --last to show the last request.',
    })
  const detail = `${RETENTION} ${NOT_RECORDED}`
  if (typeof selection === 'string')
    return new HomeError(TRACE_ERRORS.NO_TRACE, {
      message: 'No trace is recorded.',
      detail,
      suggestion: `${suggestRequest(isRunning)}, then run homemanager trace --last.`,
    })
  return new HomeError(TRACE_ERRORS.TRACE_NOT_FOUND, {
    message: `No recorded trace has an ID that starts with ${selection.id}.`,
    detail,
    suggestion: `Run homemanager logs --trace ${selection.id} to show what the request has logged, or homemanager trace --list to list the latest requests.`,
  })
}
