import { createLineParser, type LogLevel, type LogLineParser } from '../../../core/log-entry.js'

/** Severities of PostgreSQL ("Error Reporting and Logging"); LOG is for administrators, and INFO for clients. */
const LEVELS: Readonly<Record<string, LogLevel>> = {
  DEBUG: 'debug',
  LOG: 'info',
  INFO: 'info',
  NOTICE: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  FATAL: 'fatal',
  PANIC: 'fatal',
}

/**
 * FATAL for a process only: when the server is stopped as requested or `pg_terminate_backend` is called, also of a replica's receiver,
 * and for a request that comes before the server has started.
 */
const ENDED_PROCESS =
  /^(?:terminating .+ due to administrator command|the database system is (?:starting up|shutting down|not yet accepting connections))$/

const parseHead = createLineParser(
  /^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \w+) \[(?<pid>\d+)\][^:]*? (?<level>DEBUG|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC)\d?:\s+(?<message>.*)$/,
  LEVELS,
)
/** Lines of the same entry have the prefix too. */
const FIELD = /^\d{4}-\d\d-\d\d \S+ \w+ \[\d+\][^:]*? (DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION):\s+(.*)$/

/** Parses lines with the prefix `%m [%p] `, the default of `log_line_prefix`. Further lines of a text start with a tab. */
export const parsePostgresLog: LogLineParser = (line) => {
  if (line.startsWith('\t')) return { continues: true, text: line.trim() }
  const [, field, text = ''] = FIELD.exec(line) ?? []
  if (field !== undefined) return { continues: true, field: field.toLowerCase(), text }
  const fields = parseHead(line)
  return fields !== undefined && 'message' in fields && ENDED_PROCESS.test(fields.message)
    ? { ...fields, level: 'info' }
    : fields
}
