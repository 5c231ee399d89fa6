/** Traces that are recorded in a row after a pause. */
const BURST = 100
/** Under load, so many traces in a row are recorded once a second: while none is, recording costs nothing. */
const BATCH = 10
const BATCH_INTERVAL_MS = 1000

/**
 * Limits the traces of a process: everything is recorded while a person uses the stack, and samples under load, so that
 * recording neither slows down the services nor fills the disk.
 */
export class TraceSampler {
  readonly #now: () => number
  #left = BURST
  #updatedAt: number

  /** `now` returns milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#updatedAt = now()
  }

  sample(): boolean {
    const batches = Math.floor((this.#now() - this.#updatedAt) / BATCH_INTERVAL_MS)
    if (batches > 0) {
      this.#left = Math.min(BURST, this.#left + batches * BATCH)
      this.#updatedAt += batches * BATCH_INTERVAL_MS
    }
    if (this.#left === 0) return false
    this.#left--
    return true
  }
}
