/** The levels of all logs, lowest first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const
/** Fields that say more than the message. */
export const LOG_DETAILS = ['detail', 'hint', 'statement', 'err'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** What a line of a log says. Other fields depend on the component. */
export interface LogFields {
  /** ISO 8601 in UTC. */
  readonly time?: string
  readonly level?: LogLevel
  readonly message: string
  readonly [field: string]: unknown
}

/** A line belongs to the entry before it: more text, or a field of it. */
export interface LogContinuation {
  readonly continues: true
  /** The field; default: the field of the line before, or the message. */
  readonly field?: string
  readonly text: string
}

/** Parses a line of the log of one program. Returns undefined for a line that does not have its format. */
export type LogLineParser = (line: string) => LogFields | LogContinuation | undefined

/**
 * Creates a parser of lines that a regular expression matches. Its groups are `time`, `level`, `message` and further fields;
 * `levels` translates the names of the program.
 */
export function createLineParser(
  pattern: RegExp,
  levels: Readonly<Record<string, LogLevel>>,
  toTime: (text: string) => string = toUtcTime,
): LogLineParser {
  return (line) => {
    const groups = pattern.exec(line)?.groups
    if (groups === undefined) return undefined
    const { time, level = '', message = '', ...rest } = groups
    const given = Object.entries(rest).filter(([, value]) => value !== undefined)
    return {
      ...(time === undefined ? {} : { time: toTime(time) }),
      level: levels[level] ?? 'info',
      message,
      ...Object.fromEntries(given),
    }
  }
}

/** `2026-11-27 14:02:05.123 UTC`, or without a zone, which the containers have set to UTC. */
function toUtcTime(text: string): string {
  const iso = text.replace(' UTC', '').replace(' ', 'T').replace(',', '.')
  const date = new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`)
  return Number.isNaN(date.getTime()) ? text : date.toISOString()
}
