import { setTimeout as sleep } from 'node:timers/promises'
import { LOG_LEVELS, type LogContinuation, type LogLevel } from '../../core/log-entry.js'
import type { LogSource } from './get-log-sources.js'
import { isContinuation, joinLines, type LogEntry, parseLine } from './log-entries.js'

/** Which entries of a log to show. An entry without a level counts as `info`. */
export interface LogFilter {
  /** This level and higher ones. */
  readonly level?: LogLevel | undefined
  /** Matches the text of the entry. */
  readonly pattern?: RegExp | undefined
  readonly since?: Date | undefined
  /** A trace id, or its beginning. */
  readonly traceId?: string | undefined
}

/** How long the further lines of an entry may take, in milliseconds. */
const JOIN_INTERVAL_MS = 150

/** How many lines are read to find the time of one that has none. */
const MAX_LINES_WITHOUT_TIME = 1000

/** The last entries of a log that match, at most `count`, oldest first. An entry without a time gets that of the entry before it. */
export async function readLastEntries(
  source: LogSource,
  filter: LogFilter,
  count: number,
): Promise<readonly LogEntry[]> {
  if (count === 0) return []
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const found: LogEntry[] = []
  let further: LogContinuation[] = []
  /** Entries without a time, whose time is that of an entry that is not read yet. */
  let untimed: LogEntry[] = []
  let unread = MAX_LINES_WITHOUT_TIME
  const add = (entry: LogEntry): void => {
    if (found.length < count && matchesFilter(entry, filter)) found.push(entry)
  }
  const isComplete = (): boolean => found.length + untimed.length >= count
  for await (const line of source.past(isFiltered ? undefined : count + MAX_LINES_WITHOUT_TIME)) {
    if (isComplete() && filter.since === undefined && unread-- === 0) break
    const parsed = parseLine(source, line)
    if (isContinuation(parsed)) {
      further.push(parsed)
      continue
    }
    const entry = joinLines(parsed, further.reverse())
    further = []
    if (entry.time === undefined) {
      if (!isComplete() && matchesFilter(entry, filter)) untimed.push(entry)
      continue
    }
    if (filter.since !== undefined && isBefore(entry, filter.since)) {
      untimed = []
      break
    }
    for (const each of untimed) add({ ...each, time: entry.time, timeEstimated: true })
    untimed = []
    add(entry)
    if (found.length === count) break
  }
  if (filter.since === undefined) for (const each of untimed) add(each)
  return found.reverse()
}

/** The entries that are written after those of `readLastEntries`, until aborted. One without a time gets that at which it arrived. */
export async function* followEntries(
  source: LogSource,
  filter: LogFilter,
  signal: AbortSignal,
): AsyncGenerator<LogEntry> {
  const lines = source.follow(signal)[Symbol.asyncIterator]()
  let entry: LogEntry | undefined
  let further: LogContinuation[] = []
  const take = (): readonly LogEntry[] => {
    const joined = entry && joinLines(entry, further)
    entry = undefined
    further = []
    return joined !== undefined && matchesFilter(joined, filter) ? [joined] : []
  }
  let next = lines.next()
  for (;;) {
    const isLate = entry && (await isSlower(next, JOIN_INTERVAL_MS))
    if (isLate) yield* take()
    const { value: line, done } = await next
    if (done === true) break
    const parsed = parseLine(source, line)
    if (isContinuation(parsed)) further.push(parsed)
    else {
      yield* take()
      entry = parsed.time === undefined ? { ...parsed, time: new Date().toISOString() } : parsed
    }
    next = lines.next()
  }
  yield* take()
}

async function isSlower(work: Promise<unknown>, ms: number): Promise<boolean> {
  const done = new AbortController()
  const late = sleep(ms, true, { signal: done.signal }).catch(() => false)
  try {
    return await Promise.race([work.then(() => false), late])
  } finally {
    done.abort()
  }
}

function matchesFilter(entry: LogEntry, { level, pattern, since, traceId }: LogFilter): boolean {
  if (level !== undefined && LOG_LEVELS.indexOf(entry.level ?? 'info') < LOG_LEVELS.indexOf(level))
    return false
  if (since !== undefined && isBefore(entry, since)) return false
  const { trace_id: own } = entry
  if (traceId !== undefined && !(typeof own === 'string' && own.startsWith(traceId))) return false
  return pattern === undefined || pattern.test(toText(entry))
}

function isBefore({ time }: LogEntry, since: Date): boolean {
  return time !== undefined && Date.parse(time) < since.getTime()
}

/** All texts of an entry. */
function toText(entry: LogEntry): string {
  return Object.values(entry)
    .map((value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)))
    .join(' ')
}
