/**
 * Writes values one at a time. Of the values that arrive during a write, only the last is written. Checkpoints are
 * therefore written no more often than the store can write them.
 */
export class CoalescingWriter<T> {
  readonly #write: (value: T) => Promise<void>
  #pending: { readonly value: T } | undefined
  #running: Promise<void> | undefined
  #failure: { readonly reason: unknown } | undefined

  constructor(write: (value: T) => Promise<void>) {
    this.#write = write
  }

  /** Queues a value, which replaces one that is still queued. Throws the error of an earlier write that failed. */
  write(value: T): void {
    this.#throwFailure()
    this.#pending = { value }
    this.#running ??= this.#run()
  }

  /** Resolves when the last value has been written. Rejects with the first failure. */
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
