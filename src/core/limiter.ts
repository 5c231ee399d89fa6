/** Runs a limited number of tasks at a time; the others wait in order. */
export interface Limiter {
  /** Rejects with the error of `onFull`, without running the task, if too many are waiting. */
  run<T>(task: () => Promise<T>): Promise<T>
  readonly running: number
  readonly waiting: number
  /** Number of tasks that were rejected. */
  readonly rejected: number
}

export interface LimiterOptions {
  readonly maxRunning: number
  readonly maxWaiting: number
  readonly onFull: () => Error
}

export function createLimiter({ maxRunning, maxWaiting, onFull }: LimiterOptions): Limiter {
  const queue: (() => void)[] = []
  let running = 0
  let rejected = 0
  const acquire = async (): Promise<void> => {
    if (running < maxRunning) {
      running++
      return
    }
    if (queue.length >= maxWaiting) {
      rejected++
      throw onFull()
    }
    // The task that ends passes its place on, so `running` does not change.
    await new Promise<void>((resolve) => queue.push(resolve))
  }
  const release = (): void => {
    const next = queue.shift()
    if (next === undefined) running--
    else next()
  }
  return {
    async run(task) {
      await acquire()
      try {
        return await task()
      } finally {
        release()
      }
    },
    get running() {
      return running
    },
    get waiting() {
      return queue.length
    },
    get rejected() {
      return rejected
    },
  }
}
