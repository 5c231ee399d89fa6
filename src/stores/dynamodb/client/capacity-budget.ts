import { setTimeout as sleep } from 'node:timers/promises'

const WRITE_UNIT_BYTES = 1024
const READ_UNIT_BYTES = 4096

/** Capacity units that may be used per second. Requests wait so that no more are used on average. */
export class CapacityBudget {
  readonly #unitsPerSecond: number
  /** `performance.now()` at which everything spent so far is covered. */
  #coveredAt = 0

  /** Without a rate, nothing waits. */
  constructor(unitsPerSecond: number = Number.POSITIVE_INFINITY) {
    this.#unitsPerSecond = unitsPerSecond
  }

  get limited(): boolean {
    return Number.isFinite(this.#unitsPerSecond)
  }

  /** Resolves when the units may be used. */
  async spend(units: number): Promise<void> {
    const now = performance.now()
    const startsAt = Math.max(now, this.#coveredAt)
    this.#coveredAt = startsAt + (units / this.#unitsPerSecond) * 1000
    if (startsAt > now) await sleep(startsAt - now)
  }
}

/** Each item counts on its own. Its JSON is longer than what DynamoDB measures, so this is an upper bound. */
export function countWriteUnits(writes: readonly object[]): number {
  return writes.reduce((sum, write) => sum + Math.ceil(JSON.stringify(write).length / WRITE_UNIT_BYTES), 0)
}

/** The units of a consistent scan whose response has this many bytes. */
export function countReadUnits(bytes: number): number {
  return Math.ceil(bytes / READ_UNIT_BYTES)
}
