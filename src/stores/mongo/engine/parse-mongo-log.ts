import { isRecord } from '../../../core/is-record.js'
import type { LogLevel, LogLineParser } from '../../../core/log-entry.js'
import { parseJsonRecord } from '../../../core/parse-json-record.js'

/** Severities of MongoDB's structured log; `D1` to `D5` are levels of debug. */
const LEVELS: Readonly<Record<string, LogLevel>> = { F: 'fatal', E: 'error', W: 'warn', I: 'info' }

/** Parses MongoDB's JSON lines: `t`, `s` and `msg` become the time, the level and the message. */
export const parseMongoLog: LogLineParser = (line) => {
  if (!line.startsWith('{')) return undefined
  const fields = parseJsonRecord(line)
  if (fields === undefined) return undefined
  const { t, s, msg, ...rest } = fields
  const time = isRecord(t) ? new Date(String(t['$date'])) : undefined
  return {
    ...(time === undefined || Number.isNaN(time.getTime()) ? {} : { time: time.toISOString() }),
    ...(typeof s === 'string' ? { level: LEVELS[s] ?? 'debug' } : {}),
    message: typeof msg === 'string' ? msg : '',
    ...rest,
  }
}
