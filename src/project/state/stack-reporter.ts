/** Receives progress and notices. The command line prints them; the default of the library is `silentReporter`. */
export interface StackReporter {
  /** A notice. */
  note(message: string): void
  warn(message: string): void
  /** A task has started. It ends with `succeed`, `fail` or `cancel`. With `hasResult`, the command itself says that it succeeded. */
  task(
    label: string,
    options?: { readonly hasResult?: boolean },
  ): {
    /** `total` is 0 if it is unknown. */
    update(done: number, total: number, note?: string, unit?: 'bytes'): void
    /** The task has entered a phase without measurable progress. */
    phase(note: string): void
    succeed(note?: string): void
    fail(note?: string): void
    /** Instead of `fail`: the task was ended because another one failed. Default: `fail`. */
    cancel?(): void
  }
}

/** A reporter that ignores everything. */
export const silentReporter: StackReporter = {
  note: () => {},
  warn: () => {},
  task: () => ({ update: () => {}, phase: () => {}, succeed: () => {}, fail: () => {} }),
}
