/** Bounds of the limit. No measured engine was fastest above the upper bound. */
const MIN_CONCURRENCY = 1
const MAX_CONCURRENCY = 32
/**
 * Minimum length of a measurement round, in tasks per concurrent task and in milliseconds; shorter rounds are noise.
 */
const MIN_ROUND_TASKS_PER_SLOT = 16
const MIN_ROUND_MS = 250
/** Minimum throughput gain for a new limit to be adopted. */
const MIN_GAIN = 1.05
/**
 * Rounds at the best limit before another limit is tried. Doubles after each unsuccessful try: engines slow down as
 * they fill, but each try costs throughput.
 */
const INITIAL_COOLDOWN_ROUNDS = 4
const MAX_COOLDOWN_ROUNDS = 64

/**
 * Runs tasks with the concurrency at which the service has the highest throughput, found by hill climbing: the limit is
 * doubled until that gains nothing, then changed by half up or down while the throughput grows. An engine that stores
 * its data in a single file is fastest with 2 concurrent requests and loses two thirds of its throughput with 16;
 * DynamoDB in the cloud is fastest with the maximum. The limit found is reused, so use one instance for a complete
 * load. Overlapping runs share the limit, so the service is never idle between two runs.
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
  /**
   * Whether fewer tasks than the limit were running during this round; its rate then says nothing about the service.
   */
  #underused = true
  readonly #waiting: (() => void)[] = []

  constructor(initialLimit: number = 2) {
    this.#limit = initialLimit
    this.#best = { limit: initialLimit, rate: 0 }
  }

  /** Current maximum number of concurrent tasks. */
  get limit(): number {
    return this.#limit
  }

  /** Runs `work` on every task. After a failure starts no more tasks, waits for those running, and rejects with it. */
  async run<T>(
    tasks: readonly T[],
    getSize: (task: T) => number,
    work: (task: T) => Promise<void>,
  ): Promise<void> {
    const failures: unknown[] = []
    const runTask = async (task: T): Promise<void> => {
      await this.#acquire()
      try {
        if (failures.length > 0) return
        await work(task)
        this.#recordCompletion(getSize(task))
      } catch (error) {
        failures.push(error)
      } finally {
        this.#release()
      }
    }
    await Promise.all(tasks.map(runTask))
    if (failures.length > 0) throw failures[0]
  }

  /** Resolves when another task may run, in call order. */
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

  /** Halves the limit after the service throttled a request. */
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
    const elapsedMs = performance.now() - this.#roundStartedAt
    if (
      this.#underused ||
      this.#completedTasks < MIN_ROUND_TASKS_PER_SLOT * this.#limit ||
      elapsedMs < MIN_ROUND_MS
    )
      return
    this.#evaluateRound(this.#completedSize / elapsedMs)
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
    // Try the opposite direction next time.
    this.#increasing = !this.#increasing
    this.#doubling = false
    this.#cooldownRounds = this.#nextCooldownRounds
    this.#nextCooldownRounds = Math.min(this.#nextCooldownRounds * 2, MAX_COOLDOWN_ROUNDS)
    this.#limit = this.#best.limit
  }

  #nextLimit(limit: number): number {
    if (limit <= MIN_CONCURRENCY) this.#increasing = true
    if (limit >= MAX_CONCURRENCY) this.#increasing = false
    const step = this.#doubling ? limit : Math.max(1, Math.floor(limit / 2))
    return Math.min(MAX_CONCURRENCY, Math.max(MIN_CONCURRENCY, limit + (this.#increasing ? step : -step)))
  }

  #startRound(): void {
    this.#completedTasks = 0
    this.#completedSize = 0
    this.#roundStartedAt = performance.now()
  }
}
