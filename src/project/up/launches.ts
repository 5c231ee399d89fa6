import { setTimeout as delay } from 'node:timers/promises'

/** The others do not wait longer: an image may be pulled for minutes. */
const MAX_WAIT_MS = 200

/** The engines of a run that are being launched. Modules are loaded afterwards, because that would keep this process from launching. */
export class Launches {
  readonly #pending = new Set<Promise<void>>()

  /** Call the returned function once the engine is being started by another process, or will not be started. */
  begin(): () => void {
    let end = (): void => {}
    const launch = new Promise<void>((resolve) => (end = resolve))
    this.#pending.add(launch)
    void launch.then(() => this.#pending.delete(launch))
    return end
  }

  /** Resolves once all that have begun have ended, or after 200 ms. */
  async settle(): Promise<void> {
    if (this.#pending.size === 0) return
    await Promise.race([Promise.all(this.#pending), delay(MAX_WAIT_MS, undefined, { ref: false })])
  }
}
