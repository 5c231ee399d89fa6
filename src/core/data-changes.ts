/** What a command has changed in the stores so far: the snapshot that it saved before is only of use if there is anything. */
export class DataChanges {
  readonly #begun = new Set<string>()

  /** Call it before the first statement or request of a change. */
  begin(change: string): void {
    this.#begun.add(change)
  }

  /** The store is known to be as it was before the change. */
  rollBack(change: string): void {
    this.#begun.delete(change)
  }

  /** Whether nothing was changed. False also if that is not known. */
  get isEmpty(): boolean {
    return this.#begun.size === 0
  }
}
