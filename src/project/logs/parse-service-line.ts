import { LOG_LEVELS, type LogContinuation, type LogFields, type LogLevel } from '../../core/log-entry.js'
import { parseJsonRecord } from '../../core/parse-json-record.js'

/** The error of a program that ends, as Node.js, Python, the JVM and Go print it. */
const CRASH =
  /^(?:Uncaught |Exception in thread .*|[\w.]*(?:Error|Exception)(?: \[\w+\])?: |Traceback \(most recent call last\):|panic: )/

/** Parses the JSON lines of the services. Their `service` is the component. */
export function parseServiceLine(line: string): LogFields | LogContinuation | undefined {
  if (/^\s+at /.test(line)) return { continues: true, field: 'stack', text: line.trim() }
  if (CRASH.test(line)) return { level: 'error', message: line }
  if (!line.startsWith('{')) return undefined
  const fields = parseJsonRecord(line)
  if (fields === undefined) return undefined
  const { service, time, level, message, msg, ...rest } = fields
  const text = msg ?? message
  return {
    ...(typeof service === 'string' ? { component: service } : {}),
    ...(typeof time === 'string' || typeof time === 'number' ? { time: String(time) } : {}),
    ...(isLevel(level) ? { level } : level === 'trace' ? { level: 'debug' as const } : {}),
    message: typeof text === 'string' ? text : '',
    ...rest,
  }
}

function isLevel(value: unknown): value is LogLevel {
  return LOG_LEVELS.some((level) => level === value)
}
