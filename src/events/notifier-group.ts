import { Notifier } from '../core/notifier.js'

/** Loops that wait for the same thing, each with a notifier of its own. */
export class NotifierGroup {
  readonly #notifiers = new Set<Notifier>()

  add(): Notifier {
    const notifier = new Notifier()
    this.#notifiers.add(notifier)
    return notifier
  }

  delete(notifier: Notifier): void {
    this.#notifiers.delete(notifier)
  }

  notifyAll(): void {
    for (const notifier of this.#notifiers) notifier.notify()
  }
}
