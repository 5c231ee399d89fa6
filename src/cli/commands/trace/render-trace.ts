import type { ChalkInstance } from 'chalk'
import { formatCount } from '../../../core/format-count.js'
import type { SpanRecord } from '../../../core/span-record.js'
import { truncate } from '../../../core/truncate.js'
import {
  drawBar,
  formatMs,
  formatTraceTime,
  getStepName,
  getTraceTime,
  orderSteps,
} from '../../../inspect/traces/waterfall.js'
import { formatWritten, listWritten } from '../../../inspect/traces/list-written.js'
import { displayWidth } from '../../../output/display-width.js'
import { escapeControlCharacters } from '../../../output/escape-control-characters.js'
import type { Trace } from '../../../project/traces/find-trace.js'

const BAR_WIDTH = 32
/** In a narrow terminal, bars are shorter before names are cut. */
const MIN_BAR_WIDTH = 10
/** Two spaces between each of the four columns. */
const GAPS_WIDTH = 6
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

/** Draws the waterfall of a trace: a line per step, with the records that it wrote below it. */
export function renderTrace({ traceId, spans }: Trace, style: ChalkInstance, columns: number): string {
  const time = getTraceTime(spans)
  const { start } = time
  const rows = orderSteps(spans)
  const nameWidth = Math.max(
    MIN_NAME_WIDTH,
    ...rows.map(({ span, depth }) => depth * 2 + displayWidth(getStepName(span))),
  )
  const available = columns - COMPONENT_WIDTH - DURATION_WIDTH - GAPS_WIDTH
  const width = Math.max(MIN_NAME_WIDTH, Math.min(nameWidth, available - MIN_BAR_WIDTH))
  const barWidth = Math.max(MIN_BAR_WIDTH, Math.min(BAR_WIDTH, available - width))
  const failed = spans.filter(({ error }) => error !== undefined).length
  const head = layOutHead(
    [
      style.bold(`Trace ${traceId}`),
      new Date(start).toISOString(),
      formatTraceTime(spans),
      formatCount(spans.length, 'step'),
      ...(failed === 0 ? [] : [style.red(`${failed} failed`)]),
    ],
    columns,
  )
  const lines = rows.flatMap(({ span, depth }) => {
    const indent = '  '.repeat(depth)
    const name = truncate(`${indent}${escapeControlCharacters(getStepName(span))}`, width, displayWidth)
    const color = COMPONENT_COLORS[span.component] ?? 'yellow'
    const padding = ' '.repeat(Math.max(0, width - displayWidth(name)))
    const component = style[color](span.component.padEnd(COMPONENT_WIDTH))
    const bar = drawBar(span, time, barWidth)
    const drawn = span.error === undefined ? style[color](bar) : style.red(bar)
    const first = `${component}  ${name}${padding}  ${formatMs(span.durationMs).padStart(DURATION_WIDTH)}  ${drawn}`
    const below = ' '.repeat(COMPONENT_WIDTH + 2) + indent
    return [first.trimEnd(), ...listDetails(span, style).map((detail) => `${below}${detail}`)]
  })
  return [...head, '', ...lines].join('\n')
}

/** On one line if it fits, else the id, and below it what is known about it. */
function layOutHead([title = '', ...facts]: readonly string[], columns: number): readonly string[] {
  const line = [title, ...facts].join('  ')
  if (displayWidth(line) <= columns) return [line]
  const lines: string[] = []
  for (const fact of facts) {
    const longer = `${lines.at(-1) ?? ''}  ${fact}`
    if (lines.length > 0 && displayWidth(longer) <= columns) lines[lines.length - 1] = longer
    else lines.push(`  ${fact}`)
  }
  return [title, ...lines]
}

function listDetails(span: SpanRecord, style: ChalkInstance): readonly string[] {
  const { error } = span
  const written = listWritten(span).map(formatWritten)
  return [
    ...(written.length > 0 ? [style.dim(`→ ${escapeControlCharacters(written.join(', '))}`)] : []),
    ...(error === undefined ? [] : [style.red(`✗ ${escapeControlCharacters(error)}`)]),
  ]
}
