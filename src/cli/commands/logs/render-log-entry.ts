import type { ChalkInstance } from 'chalk'
import { isRecord } from '../../../core/is-record.js'
import { LOG_DETAILS, type LogLevel } from '../../../core/log-entry.js'
import { truncate } from '../../../core/truncate.js'
import { displayWidth } from '../../../output/display-width.js'
import { escapeControlCharacters } from '../../../output/escape-control-characters.js'
import type { LogEntry } from '../../../project/logs/log-entries.js'

const COMPONENT_COLORS = ['cyan', 'magenta', 'yellow', 'green', 'blue', 'gray'] as const
const LEVEL_COLORS: Readonly<Record<LogLevel, 'gray' | 'green' | 'yellow' | 'red' | 'redBright'>> = {
  debug: 'gray',
  info: 'green',
  warn: 'yellow',
  error: 'red',
  fatal: 'redBright',
}
const TIME_WIDTH = '2026-11-27T14:02:05.000Z'.length
const LEVEL_WIDTH = 5
/** Columns for further texts of an entry, such as a statement or an error. */
const DETAIL_WIDTH = 200
/** Digits of a trace ID that tell traces of one stack apart; `--trace` and `trace` accept them. */
const SHOWN_TRACE_DIGITS = 16

/** Renders one line: time, component, level, message, status, duration and trace. `names` are the components that occur. */
export function createEntryRenderer(
  names: readonly string[],
): (entry: LogEntry, style: ChalkInstance) => string {
  const width = Math.max(...names.map(({ length }) => length))
  return (entry, style) => {
    const { component, time = '', level = 'info' } = entry
    const color = COMPONENT_COLORS[Math.max(0, names.indexOf(component)) % COMPONENT_COLORS.length] ?? 'gray'
    const fields = [formatStatus(entry, style), formatDuration(entry), ...listDetails(entry, style)]
    const trace = entry['trace_id']
    if (typeof trace === 'string') fields.push(style.dim(`trace ${trace.slice(0, SHOWN_TRACE_DIGITS)}`))
    return [
      style.dim(escapeControlCharacters(time).padEnd(TIME_WIDTH)),
      style[color](component.padEnd(width)),
      style[LEVEL_COLORS[level]](level.toUpperCase().padEnd(LEVEL_WIDTH)),
      escapeControlCharacters(getMessage(entry)),
      ...fields.filter((field) => field !== ''),
    ].join('  ')
  }
}

/** The message of a request ends with its status, which has a place of its own. */
function getMessage({ message, status }: LogEntry): string {
  const text = message.replaceAll('\t', '  ')
  const end = ` ${String(status)}`
  return typeof status === 'number' && text.endsWith(end) ? text.slice(0, -end.length) : text
}

function formatStatus({ status }: LogEntry, style: ChalkInstance): string {
  if (typeof status !== 'number') return ''
  const color = status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green'
  return style[color](String(status))
}

function formatDuration({ ms, durationMillis }: LogEntry): string {
  const duration = ms ?? durationMillis
  if (typeof duration !== 'number') return ''
  return duration < 1000 ? `${duration} ms` : `${(duration / 1000).toFixed(2)} s`
}

function listDetails(entry: LogEntry, style: ChalkInstance): readonly string[] {
  return LOG_DETAILS.flatMap((name) => {
    const value = entry[name]
    const text = isRecord(value) ? value['message'] : value
    if (typeof text !== 'string' || text === '') return []
    const line = escapeControlCharacters(text.replaceAll(/\s+/g, ' '))
    return [style.dim(`${name}: ${truncate(line, DETAIL_WIDTH, displayWidth)}`)]
  })
}
