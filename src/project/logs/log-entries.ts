import type { LogContinuation, LogFields, LogLevel } from '../../core/log-entry.js'
import type { LogSource } from './get-log-sources.js'

/** An entry of a log: a line, with the further lines of its text. */
export interface LogEntry {
  readonly component: string
  /** ISO 8601. Absent only if neither the line nor one before it has a time. */
  readonly time?: string
  /** The line has no time: it is that of the line before, so the line was written then or later. */
  readonly timeEstimated?: true
  readonly level?: LogLevel
  /** The message, or the line if it has an unknown format. */
  readonly message: string
  readonly [field: string]: unknown
}

/** The line that the embedded provider writes before it starts an engine. */
const START_LINE = /^--- homemanager starts (.*) at (\d{4}-\S+Z)$/

/** Turns one line into an entry, or into the continuation of the one before. */
export function parseLine(
  source: Pick<LogSource, 'name' | 'parse'>,
  line: string,
): LogEntry | LogContinuation {
  const [, started, time] = START_LINE.exec(line) ?? []
  if (started !== undefined && time !== undefined)
    return { component: source.name, time, level: 'info', message: `homemanager starts ${started}` }
  const fields = source.parse(line) ?? { message: line }
  return isContinuation(fields) ? fields : { component: source.name, ...fields }
}

export function isContinuation(fields: LogFields | LogContinuation): fields is LogContinuation {
  return 'continues' in fields
}

/** The entry with the lines that belong to it, in order. */
export function joinLines(entry: LogEntry, further: readonly LogContinuation[]): LogEntry {
  if (further.length === 0) return entry
  const texts: Record<string, string> = {}
  let current = 'message'
  for (const { field, text } of further) {
    current = field ?? current
    const before = texts[current] ?? entry[current]
    texts[current] = typeof before === 'string' && before !== '' ? `${before}\n${text}` : text
  }
  return { ...entry, ...texts }
}
