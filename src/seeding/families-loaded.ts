/** How many families a store holds so far, for another store's load that must not run ahead of it. */
export class FamiliesLoaded {
  #done: number
  #failure: { readonly reason: unknown } | undefined
  #wake: () => void = () => {}
  #change: Promise<void>

  constructor(done: number) {
    this.#done = done
    this.#change = this.#nextChange()
  }

  reach(done: number): void {
    this.#done = done
    this.#turn()
  }

  /** Whoever waits gets the reason. */
  fail(reason: unknown): void {
    this.#failure = { reason }
    this.#turn()
  }

  /** Resolves once that many families are in. Rejects with what the load failed of. */
  async until(wanted: number): Promise<void> {
    while (this.#done < wanted) {
      if (this.#failure !== undefined) throw this.#failure.reason
      await this.#change
    }
  }

  #turn(): void {
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
