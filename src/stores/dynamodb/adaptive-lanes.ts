/** What is tried is between these; more than the upper one was best on no engine that was measured. */
const LEAST = 1
const MOST = 32
/** What a number of lanes is judged by: so many pieces for each lane and so many milliseconds; less would be noise. */
const ROUND = 4
const ROUND_MS = 250
/** A change must gain this share to be kept. */
const GAIN = 1.05
/** Rounds at the best number before another one is tried again: engines slow down as they fill. */
const REST = 6

/**
 * Runs pieces of work in as many lanes as the other side takes best, found by climbing: one more or one fewer is kept
 * while the throughput grows. An engine over a single file is fastest with two and loses two thirds with sixteen; one in
 * the cloud wants them all. It remembers what it found, so one is kept for the whole of a load.
 */
export class AdaptiveLanes {
  #lanes = 2
  #best = { lanes: 2, rate: 0 }
  #rest = 0
  #up = true
  #done = 0
  #size = 0
  #since = 0

  /** How many lanes are in use. */
  get lanes(): number {
    return this.#lanes
  }

  /** Resolves when `work` has been run on every piece; rejects with the first failure, after all lanes stopped. */
  async run<T>(
    pieces: readonly T[],
    sizeOf: (piece: T) => number,
    work: (piece: T) => Promise<void>,
  ): Promise<void> {
    const left = [...pieces].toReversed()
    const running = new Set<Promise<void>>()
    const failures: unknown[] = []
    const one = async (piece: T): Promise<void> => {
      try {
        await work(piece)
        this.#finished(sizeOf(piece))
      } catch (error) {
        failures.push(error)
        left.length = 0
      }
    }
    this.#restart()
    for (;;) {
      while (running.size < this.#lanes && left.length > 0) {
        const piece = left.pop()
        if (piece === undefined) break
        const promise: Promise<void> = one(piece).then(() => void running.delete(promise))
        running.add(promise)
      }
      if (running.size === 0) break
      await Promise.race(running)
    }
    if (failures.length > 0) throw failures[0]
  }

  /** The other side had too much: half as many from now on. */
  throttled(): void {
    this.#lanes = Math.max(LEAST, Math.floor(this.#lanes / 2))
    this.#best = { lanes: this.#lanes, rate: 0 }
    this.#rest = REST
    this.#restart()
  }

  #finished(size: number): void {
    this.#done++
    this.#size += size
    const took = performance.now() - this.#since
    if (this.#done < ROUND * this.#lanes || took < ROUND_MS) return
    this.#judge(this.#size / took)
    this.#restart()
  }

  #judge(rate: number): void {
    const tried = this.#lanes
    if (tried === this.#best.lanes) {
      this.#best = { lanes: tried, rate }
      if (this.#rest-- > 0) return
      this.#lanes = this.#neighbour(tried)
      return
    }
    if (rate > this.#best.rate * GAIN) {
      this.#best = { lanes: tried, rate }
      this.#lanes = this.#neighbour(tried)
      return
    }
    // The other way next time.
    this.#up = !this.#up
    this.#rest = REST
    this.#lanes = this.#best.lanes
  }

  #neighbour(lanes: number): number {
    if (lanes <= LEAST) this.#up = true
    if (lanes >= MOST) this.#up = false
    const step = Math.max(1, Math.floor(lanes / 2))
    return Math.min(MOST, Math.max(LEAST, lanes + (this.#up ? step : -step)))
  }

  #restart(): void {
    this.#done = 0
    this.#size = 0
    this.#since = performance.now()
  }
}
