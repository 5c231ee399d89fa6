/** What a command has changed in the stores so far: the snapshot that it saved before is only of use if there is anything. */
export class DataChanges {
  readonly #begun = new Set<string>()
  readonly #failed = new Set<string>()

  /** Call it before the first statement or request of a change. */
  begin(change: string): void {
    this.#begun.add(change)
  }

  /** The store is known to be as it was before the change. */
  rollBack(change: string): void {
    this.#begun.delete(change)
  }

  /** The change may be incomplete, or not even begun. */
  fail(change: string): void {
    this.#failed.add(change)
  }

  /** Whether nothing was changed. False also if that is not known. */
  get isEmpty(): boolean {
    return this.#begun.size === 0
  }

  /** Whether no change has failed that was not rolled back. */
  get haveNoneFailed(): boolean {
    return [...this.#failed].every((change) => !this.#begun.has(change))
  }

  /** Whether every change has failed. */
  get haveAllFailed(): boolean {
    return [...this.#begun].every((change) => this.#failed.has(change))
  }
}
