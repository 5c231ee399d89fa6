/** The number of families loaded into a store, for another store's load that must not get ahead of it. */
export class ProgressGate {
  #done: number
  #failure: { readonly reason: unknown } | undefined
  #wake: () => void = () => {}
  #change: Promise<void>

  constructor(done: number) {
    this.#done = done
    this.#change = this.#nextChange()
  }

  advance(done: number): void {
    this.#done = done
    this.#notify()
  }

  /** Rejects all pending waits with the reason. */
  abort(reason: unknown): void {
    this.#failure = { reason }
    this.#notify()
  }

  /** Resolves once this many families are loaded. Rejects with the reason passed to `abort`. */
  async waitFor(wanted: number): Promise<void> {
    while (this.#done < wanted) {
      if (this.#failure !== undefined) throw this.#failure.reason
      await this.#change
    }
  }

  #notify(): void {
    const wake = this.#wake
    this.#change = this.#nextChange()
    wake()
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}
