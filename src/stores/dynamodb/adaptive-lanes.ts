/** What is tried is between these; more than the upper one was best on no engine that was measured. */
const LEAST = 1
const MOST = 32
/** What a number of lanes is judged by: so many pieces for each lane and so many milliseconds; less would be noise. */
const ROUND = 16
const ROUND_MS = 250
/** A change must gain this share to be kept. */
const GAIN = 1.05
/**
 * Rounds at the best number before another one is tried again, twice as many after each try that gained nothing: engines
 * slow down as they fill, but a try costs.
 */
const REST = 4
const LONGEST_REST = 64

/**
 * Runs pieces of work in as many lanes as the other side takes best, found by climbing: twice as many until that gains
 * nothing, so that a hiccup is no match for the gain; after that half as many more or fewer, kept while the throughput grows. An engine over a single file is fastest with two and loses two thirds with sixteen; one in
 * the cloud wants them all. It remembers what it found, so one is kept for the whole of a load; runs that overlap share
 * its lanes, and the other side never waits for the next piece.
 */
export class AdaptiveLanes {
  #lanes: number
  #best: { readonly lanes: number; readonly rate: number }
  #rest = 0
  #longest = REST
  #up = true
  #doubling = true
  #done = 0
  #size = 0
  #since = 0
  #busy = 0
  /** Whether some lane had nothing to do since the last judgement, which then would be of ourselves. */
  #idle = true
  readonly #waiting: (() => void)[] = []

  /** `first`: how many to begin with. */
  constructor(first: number = 2) {
    this.#lanes = first
    this.#best = { lanes: first, rate: 0 }
  }

  /** How many lanes are in use. */
  get lanes(): number {
    return this.#lanes
  }

  /** Resolves when `work` has been run on every piece; rejects with the first failure, after what was begun has ended. */
  async run<T>(
    pieces: readonly T[],
    sizeOf: (piece: T) => number,
    work: (piece: T) => Promise<void>,
  ): Promise<void> {
    const failures: unknown[] = []
    const one = async (piece: T): Promise<void> => {
      await this.#turn()
      try {
        if (failures.length > 0) return
        await work(piece)
        this.#finished(sizeOf(piece))
      } catch (error) {
        failures.push(error)
      } finally {
        this.#leave()
      }
    }
    await Promise.all(pieces.map(one))
    if (failures.length > 0) throw failures[0]
  }

  /** Resolves when a lane is free, to who came first. */
  async #turn(): Promise<void> {
    if (this.#busy >= this.#lanes) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#busy++
    if (this.#busy < this.#lanes || !this.#idle) return
    this.#idle = false
    this.#restart()
  }

  #leave(): void {
    this.#busy--
    while (this.#busy < this.#lanes) {
      const next = this.#waiting.shift()
      if (next === undefined) break
      this.#busy++
      next()
    }
    if (this.#busy < this.#lanes) this.#idle = true
  }

  /** The other side had too much: half as many from now on. */
  throttled(): void {
    this.#lanes = Math.max(LEAST, Math.floor(this.#lanes / 2))
    this.#best = { lanes: this.#lanes, rate: 0 }
    this.#doubling = false
    this.#rest = REST
    this.#longest = REST
    this.#restart()
  }

  #finished(size: number): void {
    this.#done++
    this.#size += size
    const took = performance.now() - this.#since
    if (this.#idle || this.#done < ROUND * this.#lanes || took < ROUND_MS) return
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
      this.#longest = REST
      this.#lanes = this.#neighbour(tried)
      return
    }
    // The other way next time.
    this.#up = !this.#up
    this.#doubling = false
    this.#rest = this.#longest
    this.#longest = Math.min(this.#longest * 2, LONGEST_REST)
    this.#lanes = this.#best.lanes
  }

  #neighbour(lanes: number): number {
    if (lanes <= LEAST) this.#up = true
    if (lanes >= MOST) this.#up = false
    const step = this.#doubling ? lanes : Math.max(1, Math.floor(lanes / 2))
    return Math.min(MOST, Math.max(LEAST, lanes + (this.#up ? step : -step)))
  }

  #restart(): void {
    this.#done = 0
    this.#size = 0
    this.#since = performance.now()
  }
}
