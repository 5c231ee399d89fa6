import { createLineParser, type LogLevel } from '../core/log-entry.js'

const LEVELS: Readonly<Record<string, LogLevel>> = {
  NOISE: 'debug',
  DEBUG: 'debug',
  LOG: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  FATAL: 'fatal',
}

/** `2026-11-27 14:02:05.123 UTC [1] LOG listening on 0.0.0.0:5432`. */
export const parsePgbouncerLog = createLineParser(
  /^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \w+) \[(?<pid>\d+)\] (?<level>NOISE|DEBUG|LOG|WARNING|ERROR|FATAL):? (?<message>.*)$/,
  LEVELS,
)
