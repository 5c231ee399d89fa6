import { formatAddress } from '../../inspect/pages/address.js'
import { formatValue } from '../../inspect/pages/format-value.js'
import type { Cell, Row, RowDetail, Tone } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { isRecord } from '../../core/is-record.js'
import { LOG_DETAILS } from '../../core/log-entry.js'
import { getLogSources } from '../logs/get-log-sources.js'
import type { LogEntry } from '../logs/log-entries.js'
import { ProjectLogs } from '../logs/project-logs.js'
import { findRecorded } from '../traces/find-recorded.js'
import { NOT_RECORDED } from '../traces/find-trace.js'
import type { InspectorSources } from './inspector-sources.js'

/** Entries of each component. */
const LATEST = 200
const TONES: Readonly<Record<string, Tone>> = { debug: 'quiet', warn: 'warning', error: 'bad', fatal: 'bad' }
/** They have columns. */
const CELL_FIELDS: ReadonlySet<string> = new Set(['time', 'component', 'level', 'message', 'ms'])

/** The latest log entries of all components, and new ones as they are written. */
export const LOGS_SCREEN: Screen<InspectorSources> = {
  name: 'logs',
  title: 'Logs',
  async open({ project: { config } }, { path: [name], parameters }) {
    const logs = new ProjectLogs(await getLogSources(config, name))
    const { trace } = parameters
    const filter = trace === undefined ? {} : { traceId: trace }
    const entries = (await logs.last(filter, LATEST)).toReversed()
    const recorded = await findTraces(config.home, entries)
    const words = [
      'logs',
      ...(name === undefined ? [] : [name]),
      ...(trace === undefined ? [] : ['--trace', trace]),
    ]
    return {
      address: formatAddress('logs', name === undefined ? [] : [name], parameters),
      title: trace === undefined ? `Logs of ${name ?? 'all components'}` : `Logs of trace ${trace}`,
      order: 'newest first',
      hint: 'L shows new ones as they occur',
      panes: [
        {
          name: 'Logs',
          rowName: 'Log entry',
          latest: 'row',
          columns: [
            { name: 'TIME', importance: 1 },
            { name: 'COMPONENT' },
            { name: 'LEVEL' },
            { name: 'MESSAGE', importance: 1 },
          ],
          rows: entries.map((entry) => toLogRow(entry, (id) => recorded.has(id))),
          newest: 'start',
          empty: 'No log entries.',
          // The trace of a new entry is recorded a moment later.
          follow: async (signal, onRow) =>
            logs.follow(filter, signal, async (entry) => onRow(toLogRow(entry, () => true))),
        },
      ],
      origin: { read: entries.length, command: formatCommandLine(...words) },
    }
  },
}

/** The traces of these entries that are recorded. */
export async function findTraces(home: string, entries: readonly LogEntry[]): Promise<ReadonlySet<string>> {
  const traced = entries.filter(({ trace_id: id }) => typeof id === 'string')
  const times = traced.map(({ time = '' }) => Date.parse(time)).filter((time) => !Number.isNaN(time))
  return findRecorded(home, new Set(traced.map(({ trace_id: id }) => String(id))), Math.min(...times))
}

export function toLogRow(entry: LogEntry, isRecorded: (traceId: string) => boolean): Row {
  const { time = '', component, level = 'info', message } = entry
  const tone = TONES[level]
  const toCell = (text: string): Cell => (tone === undefined ? { text } : { text, tone })
  const { ms, trace_id: traceId } = entry
  return {
    cells: [
      { text: time.slice(0, 23).replace('T', ' '), tone: 'quiet' },
      { text: component, tone: 'accent' },
      toCell(level.toUpperCase()),
      toCell(message),
      ...(typeof ms === 'number' ? [{ text: `${ms} ms`, tone: 'quiet' } as const] : []),
    ],
    value: entry,
    details: listDetails(entry, isRecorded),
    ...(typeof traceId === 'string' && isRecorded(traceId)
      ? { traceId, target: formatAddress('traces', [traceId]) }
      : {}),
  }
}

/** An error has its stack in several lines. */
function listErrorFields(name: string, error: Readonly<Record<string, unknown>>): readonly RowDetail[] {
  const { message, ...others } = error
  return [
    { name, text: formatValue(message) },
    ...Object.entries(others).map(([field, value]) => ({
      name: `${name}.${field}`,
      text: formatValue(value),
      isMinor: true as const,
    })),
  ]
}

/** The fields without a column; those that say more than the message come first. */
function listDetails(entry: LogEntry, isRecorded: (traceId: string) => boolean): readonly RowDetail[] {
  const names = Object.keys(entry).filter((name) => !CELL_FIELDS.has(name))
  const isMajor = (name: string): boolean => LOG_DETAILS.some((each) => each === name)
  const fields = names
    .toSorted((a, b) => Number(isMajor(b)) - Number(isMajor(a)))
    .flatMap((name): readonly RowDetail[] => {
      const value = entry[name]
      if (isRecord(value) && typeof value['message'] === 'string') return listErrorFields(name, value)
      const text = formatValue(value)
      if (isMajor(name)) return [{ name, text }]
      if (name !== 'trace_id' || !isRecorded(text)) return [{ name, text, isMinor: true }]
      return [{ name, text, isMinor: true, target: formatAddress('traces', [text]) }]
    })
  const { trace_id: traceId } = entry
  return typeof traceId !== 'string' || isRecorded(traceId)
    ? fields
    : [...fields, { name: 'trace', text: `Not recorded. ${NOT_RECORDED}`, isMinor: true }]
}
