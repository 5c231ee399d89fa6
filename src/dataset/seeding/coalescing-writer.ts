/**
 * Writes values one at a time. Of those that come meanwhile only the last is written, for all of them: so checkpoints
 * cost no more than there is time for.
 */
export class CoalescingWriter<T> {
  readonly #write: (value: T) => Promise<void>
  #pending: { readonly value: T } | undefined
  #running: Promise<void> | undefined
  #failure: { readonly reason: unknown } | undefined

  constructor(write: (value: T) => Promise<void>) {
    this.#write = write
  }

  /** Takes a value that is later than those before it. Throws what writing one of them failed of. */
  write(value: T): void {
    this.#throwFailure()
    this.#pending = { value }
    this.#running ??= this.#run()
  }

  /** Resolves when the last value has been written and nothing is being written; rejects with the first failure. */
  async flush(): Promise<void> {
    await this.#running
    this.#throwFailure()
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    try {
      while (this.#pending !== undefined) {
        const { value } = this.#pending
        this.#pending = undefined
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
