import type { ChalkInstance } from 'chalk'
import { type SpanRecord, WRITTEN_RECORDS } from '../../../core/span-record.js'
import { truncate } from '../../../core/truncate.js'
import { displayWidth } from '../../../output/display-width.js'
import { escapeControlCharacters } from '../../../output/escape-control-characters.js'
import type { Trace } from '../../../project/traces/find-trace.js'

const BAR_WIDTH = 32
const COMPONENT_WIDTH = 9
const DURATION_WIDTH = 10
const MIN_NAME_WIDTH = 24
const COMPONENT_COLORS: Readonly<Record<string, 'cyan' | 'magenta' | 'yellow' | 'green' | 'blue'>> = {
  gateway: 'cyan',
  events: 'magenta',
  identity: 'green',
  todo: 'green',
  budget: 'green',
}

interface Row {
  readonly span: SpanRecord
  readonly depth: number
}

/** Draws the waterfall of a trace: a line per step, with the records that it wrote below it. */
export function renderTrace({ traceId, spans }: Trace, style: ChalkInstance, columns: number): string {
  const start = Math.min(...spans.map((span) => span.start))
  const end = Math.max(...spans.map((span) => span.start + span.durationMs))
  const total = Math.max(end - start, 0.001)
  const rows = orderRows(spans)
  const nameWidth = Math.max(
    MIN_NAME_WIDTH,
    ...rows.map(({ span, depth }) => depth * 2 + displayWidth(getName(span))),
  )
  const available = columns - COMPONENT_WIDTH - DURATION_WIDTH - BAR_WIDTH - 6
  const width = Math.max(MIN_NAME_WIDTH, Math.min(nameWidth, available))
  const failed = spans.filter(({ error }) => error !== undefined).length
  const head = [
    style.bold(`Trace ${traceId}`),
    new Date(start).toISOString(),
    formatMs(total),
    `${spans.length} steps`,
    ...(failed === 0 ? [] : [style.red(`${failed} failed`)]),
  ].join('  ')
  const lines = rows.flatMap(({ span, depth }) => {
    const indent = '  '.repeat(depth)
    const name = truncate(`${indent}${escapeControlCharacters(getName(span))}`, width, displayWidth)
    const color = COMPONENT_COLORS[span.component] ?? 'yellow'
    const padding = ' '.repeat(Math.max(0, width - displayWidth(name)))
    const component = style[color](span.component.padEnd(COMPONENT_WIDTH))
    const bar = drawBar(span, start, total)
    const drawn = span.error === undefined ? style[color](bar) : style.red(bar)
    const first = `${component}  ${name}${padding}  ${formatMs(span.durationMs).padStart(DURATION_WIDTH)}  ${drawn}`
    const below = ' '.repeat(COMPONENT_WIDTH + 2) + indent
    return [first.trimEnd(), ...listDetails(span, style).map((detail) => `${below}${detail}`)]
  })
  return [head, '', ...lines].join('\n')
}

/** A step is below its parent; a step whose parent is not recorded is at the top. */
function orderRows(spans: readonly SpanRecord[]): readonly Row[] {
  const known = new Set(spans.map(({ spanId }) => spanId))
  const children = new Map<string, SpanRecord[]>()
  for (const span of spans) {
    const parent = span.parentId !== undefined && known.has(span.parentId) ? span.parentId : ''
    children.set(parent, [...(children.get(parent) ?? []), span])
  }
  const list = (parent: string, depth: number): readonly Row[] =>
    (children.get(parent) ?? []).flatMap((span) => [{ span, depth }, ...list(span.spanId, depth + 1)])
  return list('', 0)
}

function getName({ name, attributes }: SpanRecord): string {
  const collection = attributes?.['db.collection.name']
  const status = attributes?.['http.response.status_code']
  const path = attributes?.['url.path']
  if (typeof path === 'string')
    return `${name.split(' ')[0]} ${path} ${status === undefined ? '' : String(status)}`.trimEnd()
  return typeof collection === 'string' ? `${name} ${collection}` : name
}

function listDetails({ attributes, error }: SpanRecord, style: ChalkInstance): readonly string[] {
  const records = attributes?.[WRITTEN_RECORDS]
  return [
    ...(Array.isArray(records) && records.length > 0
      ? [style.dim(`→ ${escapeControlCharacters(records.join(', '))}`)]
      : []),
    ...(error === undefined ? [] : [style.red(`✗ ${escapeControlCharacters(error)}`)]),
  ]
}

function drawBar({ start, durationMs }: SpanRecord, traceStart: number, total: number): string {
  const from = Math.min(BAR_WIDTH - 1, Math.floor(((start - traceStart) / total) * BAR_WIDTH))
  const length = Math.max(1, Math.round((durationMs / total) * BAR_WIDTH))
  return `${' '.repeat(from)}${'━'.repeat(Math.min(length, BAR_WIDTH - from))}`
}

function formatMs(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`
  return `${ms.toFixed(ms < 10 ? 2 : 1)} ms`
}
