import { createLineParser, type LogLevel, type LogLineParser } from '../../../core/log-entry.js'

const LEVELS: Readonly<Record<string, LogLevel>> = {
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
  FATAL: 'fatal',
}
const LEVEL = '(?<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL)'

const PARSERS: readonly LogLineParser[] = [
  // dynoxide: the format of Rust's `tracing`.
  createLineParser(
    new RegExp(
      String.raw`^(?<time>\d{4}-\d\d-\d\dT\S+Z)\s+${LEVEL}\s+(?:(?<target>[\w:]+): )?(?<message>.*)$`,
    ),
    LEVELS,
  ),
  // DynamoDB Local: Jetty, `2026-11-27 14:02:05.123:INFO:oejs.Server:main: started`.
  createLineParser(
    new RegExp(
      String.raw`^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+):${LEVEL}:(?<target>[^:]*:[^:]*): ?(?<message>.*)$`,
    ),
    LEVELS,
  ),
  // DynamoDB Local: Log4j, `2026-11-27 14:02:05,123 [thread] ERROR com.amazonaws.Name - message`.
  createLineParser(
    new RegExp(
      String.raw`^(?<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,]\d+)\s+(?:\[[^\]]*\]\s+)?${LEVEL}\s+(?<target>[\w.$]+)\s*(?::\d+)?\s*(?:-|:)\s+(?<message>.*)$`,
    ),
    LEVELS,
  ),
]

/** Parses lines of dynoxide and of DynamoDB Local. The lines of a Java stack trace belong to the entry before them. */
export const parseDynamodbLog: LogLineParser = (line) => {
  if (/^\s+at |^Caused by: |^\s+\.\.\. \d+ more/.test(line))
    return { continues: true, field: 'stack', text: line.trim() }
  for (const parse of PARSERS) {
    const fields = parse(line)
    if (fields !== undefined) return fields
  }
  return undefined
}
