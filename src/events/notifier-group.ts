import { Notifier } from '../core/notifier.js'

/** Loops that wait for the same thing, each with a notifier of its own. */
export class NotifierGroup {
  readonly #notifiers = new Set<Notifier>()
  readonly #listeners = new Set<() => void>()

  add(): Notifier {
    const notifier = new Notifier()
    this.#notifiers.add(notifier)
    return notifier
  }

  /** Calls `listener` before the loops are woken up. */
  listen(listener: () => void): void {
    this.#listeners.add(listener)
  }

  unlisten(listener: () => void): void {
    this.#listeners.delete(listener)
  }

  delete(notifier: Notifier): void {
    this.#notifiers.delete(notifier)
  }

  notifyAll(): void {
    for (const listener of this.#listeners) listener()
    for (const notifier of this.#notifiers) notifier.notify()
  }
}
