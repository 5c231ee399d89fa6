/** An idle stack polls less often than one that has just had an event, whose consequences may be in other stores. */
const QUIET_AFTER_MS = 30_000
const QUIET_FACTOR = 10

/** The maximum polling interval: a base, and ten times as long after 30 seconds without a `reset`. */
export class IdleInterval {
  readonly #baseMs: number
  #activeAt = performance.now()

  constructor(baseMs: number) {
    this.#baseMs = baseMs
  }

  get ms(): number {
    const quiet = performance.now() - this.#activeAt >= QUIET_AFTER_MS
    return quiet ? this.#baseMs * QUIET_FACTOR : this.#baseMs
  }

  /** Call this when there was work. */
  reset(): void {
    this.#activeAt = performance.now()
  }
}
