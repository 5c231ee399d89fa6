import { formatAddress } from '../../inspect/pages/address.js'
import type { Cell, Row, Tone } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { getLogSources } from '../logs/get-log-sources.js'
import type { LogEntry } from '../logs/log-entries.js'
import { ProjectLogs } from '../logs/project-logs.js'
import type { InspectorSources } from './inspector-sources.js'

/** Entries of each component. */
const LATEST = 200
const TONES: Readonly<Record<string, Tone>> = { debug: 'quiet', warn: 'warning', error: 'bad', fatal: 'bad' }

/** The latest log entries of all components, and new ones as they are written. */
export const LOGS_SCREEN: Screen<InspectorSources> = {
  name: 'logs',
  title: 'Logs',
  async open({ project: { config } }, { path: [name], parameters }) {
    const logs = new ProjectLogs(await getLogSources(config, name))
    const { trace } = parameters
    const filter = trace === undefined ? {} : { traceId: trace }
    const entries = (await logs.last(filter, LATEST)).toReversed()
    const words = [
      'logs',
      ...(name === undefined ? [] : [name]),
      ...(trace === undefined ? [] : ['--trace', trace]),
    ]
    return {
      address: formatAddress('logs', name === undefined ? [] : [name], parameters),
      title: trace === undefined ? `Logs of ${name ?? 'all components'}` : `Logs of trace ${trace}`,
      subtitle: `the latest ${entries.length}, newest first`,
      hint: 'L shows new ones as they occur',
      panes: [
        {
          name: 'Logs',
          columns: [
            { name: 'TIME', importance: 1 },
            { name: 'COMPONENT' },
            { name: 'LEVEL' },
            { name: 'MESSAGE', importance: 1 },
          ],
          rows: entries.map(toRow),
          newest: 'start',
          empty: 'No log entries.',
          follow: async (signal, onRow) => logs.follow(filter, signal, async (entry) => onRow(toRow(entry))),
        },
      ],
      origin: { read: entries.length, command: formatCommandLine(...words) },
    }
  },
}

function toRow(entry: LogEntry): Row {
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
    ...(typeof traceId === 'string' ? { traceId, target: formatAddress('traces', [traceId]) } : {}),
  }
}
