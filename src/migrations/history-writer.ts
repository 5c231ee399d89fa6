import { setImmediate } from 'node:timers/promises'
import type { HistoryEntry, MigrationSession } from '../stores/contracts/migration-store.js'

/** Writes history entries in order. An entry for which no step has to wait is written while the next step runs. */
export class HistoryWriter {
  readonly #session: MigrationSession
  #underWay: Promise<void> = Promise.resolve()
  #failure: { readonly id: string; readonly error: unknown } | undefined

  constructor(session: MigrationSession) {
    this.#session = session
  }

  /** Resolves when these entries are written, and all before them. */
  async write(...entries: readonly HistoryEntry[]): Promise<void> {
    await this.#underWay
    await this.#session.writeEntries(...entries)
  }

  /**
   * Resolves when all entries before these are written, and writes these in the background. If that fails, whatever waits for
   * them or writes after them fails with the same error.
   */
  async start(first: HistoryEntry, ...others: readonly HistoryEntry[]): Promise<void> {
    await this.#underWay
    this.#underWay = this.#writeAfterNextStep(first, ...others)
    this.#underWay.catch((error: unknown) => {
      this.#failure ??= { id: first.id, error }
    })
  }

  /** The next step is sent first, on the connection that is open, and does not wait for another one. */
  async #writeAfterNextStep(...entries: readonly HistoryEntry[]): Promise<void> {
    await setImmediate()
    await this.#session.writeEntries(...entries)
  }

  /** Resolves when everything is written. */
  async settle(): Promise<void> {
    await this.#underWay
  }

  /** The migration whose entry could not be written in the background. */
  get failure(): { readonly id: string; readonly error: unknown } | undefined {
    return this.#failure
  }
}
