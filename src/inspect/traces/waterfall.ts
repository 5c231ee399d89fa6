import type { SpanRecord } from '../../core/span-record.js'

/** A step of a trace, and how many steps it is below. */
export interface WaterfallRow {
  readonly span: SpanRecord
  readonly depth: number
}

/** The time that a trace covers, in milliseconds. */
export interface TraceTime {
  readonly start: number
  readonly total: number
}

/** Between processes. */
const CLOCK_DIFFERENCE_MS = 1

/**
 * A step is below its parent; a step whose parent is not recorded is at the top. Steps with the same parent are in the order of
 * their start, but an event that was relayed later than the next steps started comes after these.
 */
export function orderSteps(spans: readonly SpanRecord[]): readonly WaterfallRow[] {
  const known = new Set(spans.map(({ spanId }) => spanId))
  const children = new Map<string, SpanRecord[]>()
  for (const span of spans) {
    const parent = span.parentId !== undefined && known.has(span.parentId) ? span.parentId : ''
    children.set(parent, [...(children.get(parent) ?? []), span])
  }
  const getEffect = ({ kind, spanId, start }: SpanRecord): number =>
    (kind === 'producer' ? children.get(spanId)?.[0]?.start : undefined) ?? start
  const byEffect = (a: SpanRecord, b: SpanRecord): number => getEffect(a) - getEffect(b)
  const list = (parent: string, depth: number): readonly WaterfallRow[] =>
    (children.get(parent) ?? [])
      .toSorted(byEffect)
      .flatMap((span) => [{ span, depth }, ...list(span.spanId, depth + 1)])
  return list('', 0)
}

export function getTraceTime(spans: readonly SpanRecord[]): TraceTime {
  const start = Math.min(...spans.map((span) => span.start))
  const end = Math.max(...spans.map((span) => span.start + span.durationMs))
  return { start, total: Math.max(end - start, 0.001) }
}

/** What a step did: `POST /expenses 201`, or the statement and its table. */
export function getStepName({ name, attributes }: SpanRecord): string {
  const collection = attributes?.['db.collection.name']
  const status = attributes?.['http.response.status_code']
  const path = attributes?.['url.path']
  if (typeof path === 'string')
    return `${name.split(' ')[0]} ${path} ${status === undefined ? '' : String(status)}`.trimEnd()
  return typeof collection === 'string' ? `${name} ${collection}` : name
}

/** When a step ran, as a bar of at most `width` characters. */
export function drawBar({ start, durationMs }: SpanRecord, time: TraceTime, width: number): string {
  const from = Math.min(width - 1, Math.floor(((start - time.start) / time.total) * width))
  const length = Math.max(1, Math.round((durationMs / time.total) * width))
  return `${' '.repeat(from)}${'━'.repeat(Math.min(length, width - from))}`
}

/** The duration of the request, as in the list of traces, and that of all steps if some followed: `57.2 ms, all steps 2288.8 ms`. */
export function formatTraceTime(spans: readonly SpanRecord[]): string {
  const { total } = getTraceTime(spans)
  const [first, ...others] = orderSteps(spans).filter(({ depth }) => depth === 0)
  if (first?.span.kind !== 'server' || others.length > 0) return formatMs(total)
  const { durationMs } = first.span
  const rest = total - durationMs > CLOCK_DIFFERENCE_MS ? `, all steps ${formatMs(total)}` : ''
  return `${formatMs(durationMs)}${rest}`
}

export function formatMs(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`
  return `${ms.toFixed(ms < 10 ? 2 : 1)} ms`
}
