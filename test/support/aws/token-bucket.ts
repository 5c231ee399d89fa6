/** Capacity units per second, with one second of burst. */
export class TokenBucket {
  #tokens: number
  #since = performance.now()

  constructor(readonly unitsPerSecond: number) {
    this.#tokens = unitsPerSecond
  }

  /** Takes the units if there are that many. */
  take(units: number): boolean {
    const now = performance.now()
    const gained = ((now - this.#since) / 1000) * this.unitsPerSecond
    this.#tokens = Math.min(this.unitsPerSecond, this.#tokens + gained)
    this.#since = now
    if (this.#tokens < units) return false
    this.#tokens -= units
    return true
  }
}
