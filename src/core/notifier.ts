/** Lets a loop wait until there is work. After a `notify` without a waiter, the next `wait` resolves immediately. */
export class Notifier {
  #pending = false
  #resolveWait: (() => void) | undefined

  notify(): void {
    this.#pending = true
    this.#resolveWait?.()
  }

  /** Resolves after `ms`, on `notify`, or when `signal` is aborted; never rejects. Supports one waiter at a time. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#pending && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const finish = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', finish)
          resolve()
        }
        const timer = setTimeout(finish, ms)
        this.#resolveWait = finish
        signal.addEventListener('abort', finish, { once: true })
      })
    }
    this.#resolveWait = undefined
    this.#pending = false
  }
}
