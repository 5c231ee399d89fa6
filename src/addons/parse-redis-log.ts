import { createLineParser, type LogLevel } from '../core/log-entry.js'

/** The characters of Redis for debug, verbose, notice and warning. */
const LEVELS: Readonly<Record<string, LogLevel>> = { '.': 'debug', '-': 'debug', '*': 'info', '#': 'warn' }

/** `1:M 27 Nov 2026 14:02:05.123 * Ready to accept connections`, in UTC, as the container is. */
export const parseRedisLog = createLineParser(
  /^(?<pid>\d+):(?<role>[XCSM]) (?<time>\d+ \w{3} \d{4} \d\d:\d\d:\d\d\.\d+) (?<level>[.\-*#]) (?<message>.*)$/,
  LEVELS,
  (text) => new Date(`${text} UTC`).toISOString(),
)
