/**
 * Writes values one at a time. Of those that come meanwhile only the last is written, for all of them: so checkpoints
 * cost no more than there is time for.
 */
export class LatestOnly<T> {
  readonly #write: (value: T) => Promise<void>
  #waiting: { readonly value: T } | undefined
  #running: Promise<void> | undefined
  #failure: { readonly reason: unknown } | undefined

  constructor(write: (value: T) => Promise<void>) {
    this.#write = write
  }

  /** Takes a value that is later than those before it. Throws what writing one of them failed of. */
  put(value: T): void {
    this.#throwFailure()
    this.#waiting = { value }
    this.#running ??= this.#run()
  }

  /** Resolves when the last value has been written and nothing is being written; rejects with the first failure. */
  async written(): Promise<void> {
    await this.#running
    this.#throwFailure()
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    try {
      while (this.#waiting !== undefined) {
        const { value } = this.#waiting
        this.#waiting = undefined
        await this.#write(value)
      }
    } catch (reason) {
      this.#failure = { reason }
    }
    this.#running = undefined
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.reason
  }
}
