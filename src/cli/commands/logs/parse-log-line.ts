/** A line of a log for `logs --json`. A line that is a JSON object contributes its other fields as well. */
export interface LogEntry {
  readonly component: string
  /** ISO 8601, where the line has it. */
  readonly time?: string
  readonly level?: string
  readonly message: string
  readonly [field: string]: unknown
}

/** Severities of MongoDB's structured log; `D1` to `D5` are levels of debug. */
const MONGO_LEVELS: Readonly<Record<string, string>> = { F: 'fatal', E: 'error', W: 'warn', I: 'info' }

/**
 * Parses JSON lines of the services (pino: `service`, `time`, `level`, `msg`) and of MongoDB (`t`, `s`, `msg`) into the same
 * fields. Any other line is the message.
 */
export function parseLogLine(component: string, line: string): LogEntry {
  const fields = parseObject(line)
  if (fields === undefined) return { component, message: line }
  const { service, time, level, message, msg, t, s, ...rest } = fields
  const isMongo = isObject(t) && '$date' in t
  const text = msg ?? message
  return Object.assign(
    { component: typeof service === 'string' ? service : component },
    toOptional('time', isMongo ? t['$date'] : time),
    toOptional('level', isMongo && typeof s === 'string' ? (MONGO_LEVELS[s] ?? 'debug') : level),
    { message: typeof text === 'string' ? text : '' },
    rest,
  )
}

function toOptional(name: string, value: unknown): object {
  return typeof value === 'string' || typeof value === 'number' ? { [name]: String(value) } : {}
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
