/** How many families a store holds so far, for another store's load that must not run ahead of it. */
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

  /** Whoever waits gets the reason. */
  abort(reason: unknown): void {
    this.#failure = { reason }
    this.#notify()
  }

  /** Resolves once that many families are in. Rejects with what the load failed of. */
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
