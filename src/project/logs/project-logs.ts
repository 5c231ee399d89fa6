import type { LogSource } from './get-log-sources.js'
import type { LogEntry } from './log-entries.js'
import { followEntries, type LogFilter, readLastEntries } from './read-log-entries.js'

/** The logs of some components as one. */
export class ProjectLogs {
  readonly #sources: readonly LogSource[]

  constructor(sources: readonly LogSource[]) {
    this.#sources = sources
  }

  get names(): readonly string[] {
    return this.#sources.map(({ name }) => name)
  }

  /** The last entries of each component that match, at most `count` each, in the order of time. */
  async last(filter: LogFilter, count: number): Promise<readonly LogEntry[]> {
    const logs = await Promise.all(this.#sources.map((source) => readLastEntries(source, filter, count)))
    const timed = logs.flatMap((entries) => {
      let time = ''
      return entries.map((entry) => {
        time = entry.time === undefined ? time : toSortableTime(entry.time)
        return { entry, time }
      })
    })
    // The sort is stable, so the entries of one component keep their order.
    return timed.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).map(({ entry }) => entry)
  }

  /** Calls `onEntry` with the entries after those of `last` as they are written, until aborted. */
  async follow(
    filter: LogFilter,
    signal: AbortSignal,
    onEntry: (entry: LogEntry) => Promise<void>,
  ): Promise<void> {
    await Promise.all(
      this.#sources.map(async (source) => {
        for await (const entry of followEntries(source, filter, signal)) await onEntry(entry)
      }),
    )
  }
}

function toSortableTime(time: string): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? time : date.toISOString()
}
