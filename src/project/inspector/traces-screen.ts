import { setTimeout as sleep } from 'node:timers/promises'
import { formatCount } from '../../core/format-count.js'
import { type SpanRecord, WRITTEN_RECORDS } from '../../core/span-record.js'
import { formatAddress } from '../../inspect/pages/address.js'
import { formatValue } from '../../inspect/pages/format-value.js'
import type { Cell, Page, Row, RowDetail } from '../../inspect/pages/page.js'
import { listTraceChanges, type RecordChange } from '../../inspect/history/list-trace-changes.js'
import type { RecordSources } from '../../inspect/records/record-view.js'
import type { Screen } from '../../inspect/pages/screen.js'
import { formatWritten, listWritten } from '../../inspect/traces/list-written.js'
import {
  drawBar,
  formatMs,
  formatTraceTime,
  getStepName,
  getTraceTime,
  orderSteps,
} from '../../inspect/traces/waterfall.js'
import { findTrace } from '../traces/find-trace.js'
import { listTraces } from '../traces/list-traces.js'
import type { InspectorSources } from './inspector-sources.js'

const LATEST = 200
const DELETED = '(deleted)'
const ID_LENGTH = 36
const FOLLOW_INTERVAL_MS = 1000
/** Beside the steps in 80 columns. */
const BAR_WIDTH = 28

/** The latest traces, and the steps of one. */
export const TRACES_SCREEN: Screen<InspectorSources> = {
  name: 'traces',
  title: 'Traces',
  async open(sources, { path: [id] }) {
    const { home } = sources.project.config
    return id === undefined ? openList(home) : openTrace(sources, home, id)
  },
}

async function openList(home: string): Promise<Page> {
  const requests = await listTraces(home, LATEST)
  return {
    address: '/traces',
    title: 'Traces',
    ...(requests.length === 0 ? {} : { order: 'newest first' }),
    hint: 'L shows new ones as they occur',
    panes: [
      {
        name: 'Traces',
        latest: 'request',
        columns: [
          { name: '' },
          { name: 'TIME', importance: 1 },
          { name: 'DURATION', align: 'right' },
          { name: 'REQUEST', importance: 1 },
        ],
        rows: requests.map(toTraceRow),
        newest: 'start',
        follow: (signal, onRow) => followTraces(home, requests, signal, onRow),
        empty: 'No trace is recorded. Send a request to an operation of a service.',
      },
    ],
    origin: { command: 'trace --list' },
  }
}

function toTraceRow(span: SpanRecord): Row {
  return {
    cells: [
      toOutcome(span),
      { text: formatTime(span.start), tone: 'quiet' },
      { text: formatMs(span.durationMs) },
      { text: getStepName(span) },
      ...(span.error === undefined ? [] : [{ text: span.error, tone: 'bad' } as const]),
    ],
    id: span.traceId,
    value: span,
    target: formatAddress('traces', [span.traceId]),
  }
}

/** A trace is recorded at its end, so one that has started earlier may follow. */
async function followTraces(
  home: string,
  listed: readonly SpanRecord[],
  signal: AbortSignal,
  onRow: (row: Row) => void,
): Promise<void> {
  const known = new Set(listed.map(({ traceId }) => traceId))
  for (;;) {
    await sleep(FOLLOW_INTERVAL_MS, undefined, { signal })
    for (const span of (await listTraces(home, LATEST)).toReversed()) {
      if (known.has(span.traceId)) continue
      known.add(span.traceId)
      onRow(toTraceRow(span))
    }
  }
}

/** What the client did wrong is no failure of the service, and no success. */
function toOutcome({ error, attributes }: SpanRecord): Cell {
  if (error !== undefined) return { text: '✗', tone: 'bad' }
  return Number(attributes?.['http.response.status_code']) >= 400
    ? { text: '!', tone: 'warning' }
    : { text: '✓', tone: 'good' }
}

async function openTrace(sources: RecordSources, home: string, id: string): Promise<Page> {
  const { traceId, spans } = await findTrace(home, { id })
  const changes = await listTraceChanges(sources, traceId, spans)
  const time = getTraceTime(spans)
  const failed = spans.filter(({ error }) => error !== undefined).length
  return {
    address: formatAddress('traces', [traceId]),
    title: `Trace ${traceId}`,
    subtitle: [
      ...(failed === 0 ? [] : [`${failed} failed`]),
      formatTraceTime(spans),
      formatCount(spans.length, 'step'),
      formatTime(time.start),
    ].join(' · '),
    panes: [
      {
        name: 'Steps',
        rowName: 'Step',
        keepsColumns: true,
        columns: [
          { name: 'COMPONENT' },
          { name: 'STEP', importance: 1 },
          { name: 'DURATION', align: 'right' },
          // Of what does not fit, the component says more.
          { name: 'WHEN', importance: -1 },
        ],
        rows: [
          ...orderSteps(spans).flatMap(({ span, depth }) => [
            {
              cells: [
                { text: span.component, tone: 'accent' },
                { text: `${'  '.repeat(depth)}${getStepName(span)}` },
                { text: formatMs(span.durationMs) },
                { text: drawBar(span, time, BAR_WIDTH), tone: toOutcome(span).tone ?? 'good' },
              ],
              id: span.spanId,
              value: span,
              details: listAttributes(span),
            } satisfies Row,
            ...listDetails(span, depth),
          ]),
          toLogLink(traceId),
        ],
      },
      ...(changes.length === 0
        ? []
        : [
            {
              name: 'Changes',
              columns: [{ name: 'RECORD' }, { name: 'FIELD' }, { name: 'BEFORE' }, { name: 'AFTER' }],
              rows: changes.flatMap(toChangeRows),
            },
          ]),
    ],
    origin: { command: `trace ${traceId}` },
    value: spans,
    id: traceId,
  }
}

/** They are part of the name of a step, or in rows of their own. */
const SHOWN_ATTRIBUTES: ReadonlySet<string> = new Set([
  'db.system.name',
  'db.operation.name',
  'db.collection.name',
  'http.request.method',
  'http.response.status_code',
  'url.path',
  WRITTEN_RECORDS,
])

/** What is in the row, or an id that is only of use to search for. */
function isMinor(attribute: string): boolean {
  return SHOWN_ATTRIBUTES.has(attribute) || attribute.endsWith('_id')
}

/** All that is recorded for a step. */
function listAttributes({
  attributes = {},
  start,
  kind,
  error,
  spanId,
  links = [],
}: SpanRecord): readonly RowDetail[] {
  const minor = (name: string, text: string): RowDetail => ({ name, text, isMinor: true })
  return [
    ...(error === undefined ? [] : [minor('error', error)]),
    ...Object.entries(attributes).map(([name, value]) => ({
      name,
      text: formatValue(value),
      ...(isMinor(name) ? ({ isMinor: true } as const) : {}),
    })),
    minor('start', formatTime(start)),
    minor('kind', kind),
    minor('span', spanId),
    ...links.map((link) => ({ ...minor('link', link), target: formatAddress('traces', [link]) })),
  ]
}

/** The records that a step wrote, which can be opened, and why it failed. */
function listDetails(span: SpanRecord, depth: number): readonly Row[] {
  const indent = '  '.repeat(depth + 1)
  const { error, kind: spanKind } = span
  // The outbox has the event of what another step wrote.
  const verb = spanKind === 'producer' ? 'event of' : 'wrote'
  return [
    ...listWritten(span).map((written): Row => {
      const [kind = '', id = ''] = written.record.split(' ')
      return {
        cells: [{ text: '' }, { text: `${indent}→ ${verb} ${formatWritten(written)}` }],
        id,
        target: formatAddress('records', [kind, id]),
        isDetail: true,
      }
    }),
    ...(error === undefined
      ? []
      : [
          {
            cells: [{ text: '' }, { text: `${indent}✗ ${error}`, tone: 'bad' }],
            isDetail: true,
          } satisfies Row,
        ]),
  ]
}

/** A row for each changed field; one for a record of which the values before are unknown, because any of them may have changed. */
function toChangeRows({ record, item }: RecordChange): readonly Row[] {
  const { type, version, valuesBefore, changes } = item
  const [kind = '', id = ''] = record.split(' ')
  const toRow = (field: string, before: string, after: string, value: object): Row => ({
    cells: [
      { text: `${kind} ${id.slice(-ID_LENGTH)}` },
      { text: field, tone: 'quiet' },
      { text: before },
      { text: after },
    ],
    id: record,
    target: formatAddress('records', [kind, id]),
    value: { record, ...value },
  })
  if (valuesBefore === 'unknown')
    return [
      toRow('not known', 'not recorded', type.endsWith('.deleted') ? DELETED : `version ${version}`, item),
    ]
  return changes.map((change) =>
    toRow(
      change.field,
      valuesBefore === 'none' ? '(created)' : formatFieldValue(change.before),
      type.endsWith('.deleted') ? DELETED : formatFieldValue(change.after),
      change,
    ),
  )
}

function formatFieldValue(value: unknown): string {
  if (value === undefined || value === null) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function toLogLink(traceId: string): Row {
  return {
    cells: [{ text: '' }, { text: 'Log entries of this trace', tone: 'accent' }],
    target: formatAddress('logs', [], { trace: traceId }),
    isDetail: true,
  }
}

function formatTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23).replace('T', ' ')
}
