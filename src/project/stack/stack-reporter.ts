/** To whom the stack tells what it does. The command line's output is one; a library's caller gets silence. */
export interface StackReporter {
  note(text: string): void
  warn(text: string): void
  task(label: string): {
    update(done: number, total: number, note?: string, unit?: 'bytes'): void
    phase(note: string): void
    succeed(note?: string): void
    fail(note?: string): void
  }
}

export const silentReporter: StackReporter = {
  note: () => {},
  warn: () => {},
  task: () => ({ update: () => {}, phase: () => {}, succeed: () => {}, fail: () => {} }),
}
