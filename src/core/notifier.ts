/** Lets a loop sleep until there is work. A `wake` while nobody sleeps is remembered: the next sleep ends at once. */
export class Notifier {
  #pending = false
  #resolveWait: (() => void) | undefined

  notify(): void {
    this.#pending = true
    this.#resolveWait?.()
  }

  /** Resolves after `ms`, at a `wake`, or when `signal` is aborted; never rejects. One sleeper at a time. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#pending && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', end)
          resolve()
        }
        const timer = setTimeout(end, ms)
        this.#resolveWait = end
        signal.addEventListener('abort', end, { once: true })
      })
    }
    this.#resolveWait = undefined
    this.#pending = false
  }
}
