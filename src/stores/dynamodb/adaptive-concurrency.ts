/** What is tried is between these; more than the upper one was best on no engine that was measured. */
const MIN_CONCURRENCY = 1
const MAX_CONCURRENCY = 32
/** What a number of lanes is judged by: so many pieces for each lane and so many milliseconds; less would be noise. */
const MIN_ROUND_TASKS_PER_SLOT = 16
const MIN_ROUND_MS = 250
/** A change must gain this share to be kept. */
const MIN_GAIN = 1.05
/**
 * Rounds at the best number before another one is tried again, twice as many after each try that gained nothing: engines
 * slow down as they fill, but a try costs.
 */
const INITIAL_COOLDOWN_ROUNDS = 4
const MAX_COOLDOWN_ROUNDS = 64

/**
 * Runs pieces of work in as many lanes as the other side takes best, found by climbing: twice as many until that gains
 * nothing, so that a hiccup is no match for the gain; after that half as many more or fewer, kept while the throughput grows. An engine over a single file is fastest with two and loses two thirds with sixteen; one in
 * the cloud wants them all. It remembers what it found, so one is kept for the whole of a load; runs that overlap share
 * its lanes, and the other side never waits for the next piece.
 */
export class AdaptiveConcurrency {
  #limit: number
  #best: { readonly limit: number; readonly rate: number }
  #cooldownRounds = 0
  #nextCooldownRounds = INITIAL_COOLDOWN_ROUNDS
  #increasing = true
  #doubling = true
  #completedTasks = 0
  #completedSize = 0
  #roundStartedAt = 0
  #running = 0
  /** Whether some lane had nothing to do since the last judgement, which then would be of ourselves. */
  #underused = true
  readonly #waiting: (() => void)[] = []

  /** `first`: how many to begin with. */
  constructor(first: number = 2) {
    this.#limit = first
    this.#best = { limit: first, rate: 0 }
  }

  /** How many lanes are in use. */
  get lanes(): number {
    return this.#limit
  }

  /** Resolves when `work` has been run on every piece; rejects with the first failure, after what was begun has ended. */
  async run<T>(
    pieces: readonly T[],
    sizeOf: (piece: T) => number,
    work: (piece: T) => Promise<void>,
  ): Promise<void> {
    const failures: unknown[] = []
    const one = async (piece: T): Promise<void> => {
      await this.#acquire()
      try {
        if (failures.length > 0) return
        await work(piece)
        this.#recordCompletion(sizeOf(piece))
      } catch (error) {
        failures.push(error)
      } finally {
        this.#release()
      }
    }
    await Promise.all(pieces.map(one))
    if (failures.length > 0) throw failures[0]
  }

  /** Resolves when a lane is free, to who came first. */
  async #acquire(): Promise<void> {
    if (this.#running >= this.#limit) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#running++
    if (this.#running < this.#limit || !this.#underused) return
    this.#underused = false
    this.#startRound()
  }

  #release(): void {
    this.#running--
    while (this.#running < this.#limit) {
      const next = this.#waiting.shift()
      if (next === undefined) break
      this.#running++
      next()
    }
    if (this.#running < this.#limit) this.#underused = true
  }

  /** The other side had too much: half as many from now on. */
  onThrottled(): void {
    this.#limit = Math.max(MIN_CONCURRENCY, Math.floor(this.#limit / 2))
    this.#best = { limit: this.#limit, rate: 0 }
    this.#doubling = false
    this.#cooldownRounds = INITIAL_COOLDOWN_ROUNDS
    this.#nextCooldownRounds = INITIAL_COOLDOWN_ROUNDS
    this.#startRound()
  }

  #recordCompletion(size: number): void {
    this.#completedTasks++
    this.#completedSize += size
    const took = performance.now() - this.#roundStartedAt
    if (
      this.#underused ||
      this.#completedTasks < MIN_ROUND_TASKS_PER_SLOT * this.#limit ||
      took < MIN_ROUND_MS
    )
      return
    this.#evaluateRound(this.#completedSize / took)
    this.#startRound()
  }

  #evaluateRound(rate: number): void {
    const tried = this.#limit
    if (tried === this.#best.limit) {
      this.#best = { limit: tried, rate }
      if (this.#cooldownRounds-- > 0) return
      this.#limit = this.#nextLimit(tried)
      return
    }
    if (rate > this.#best.rate * MIN_GAIN) {
      this.#best = { limit: tried, rate }
      this.#nextCooldownRounds = INITIAL_COOLDOWN_ROUNDS
      this.#limit = this.#nextLimit(tried)
      return
    }
    // The other way next time.
    this.#increasing = !this.#increasing
    this.#doubling = false
    this.#cooldownRounds = this.#nextCooldownRounds
    this.#nextCooldownRounds = Math.min(this.#nextCooldownRounds * 2, MAX_COOLDOWN_ROUNDS)
    this.#limit = this.#best.limit
  }

  #nextLimit(lanes: number): number {
    if (lanes <= MIN_CONCURRENCY) this.#increasing = true
    if (lanes >= MAX_CONCURRENCY) this.#increasing = false
    const step = this.#doubling ? lanes : Math.max(1, Math.floor(lanes / 2))
    return Math.min(MAX_CONCURRENCY, Math.max(MIN_CONCURRENCY, lanes + (this.#increasing ? step : -step)))
  }

  #startRound(): void {
    this.#completedTasks = 0
    this.#completedSize = 0
    this.#roundStartedAt = performance.now()
  }
}
