/** What was entered in a prompt before, and the place in it that the user has gone to. */
export class PromptHistory {
  readonly #entries: readonly string[]
  /** -1: what the user types. */
  #index = -1
  #typed = ''

  /** `entries`: the latest first. */
  constructor(entries: readonly string[]) {
    this.#entries = entries
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  /** The entry before (1) or after (-1) the one that is shown; after the latest one, what was typed. At an end, nothing changes. */
  move(by: 1 | -1, shown: string): string {
    if (this.#index === -1) this.#typed = shown
    let index = this.#index + by
    // What is shown already is not recalled.
    if (index === 0 && by === 1 && this.#entries[0] === shown) index++
    if (index < -1 || index >= this.#entries.length) return shown
    this.#index = index
    return this.#entries[index] ?? this.#typed
  }
}
