/** A registry that works responds in a second or two. The daemon would wait much longer, or forever. */
const FIRST_EVENT_TIMEOUT_MS = 15_000
/** Longer, because a large layer is verified before it is extracted, without an event. */
const NEXT_EVENT_TIMEOUT_MS = 60_000

/** Aborts a pull that reports no progress, so that an unresponsive registry does not block `up` until `--timeout`. */
export class PullTimeout implements Disposable {
  readonly #abort = new AbortController()
  #timeoutMs = FIRST_EVENT_TIMEOUT_MS
  #timer: NodeJS.Timeout

  constructor() {
    this.#timer = this.#startTimer()
  }

  /** Aborted when no event arrives in time. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** The error message for that case. */
  get message(): string {
    return `The registry did not respond within ${this.#timeoutMs / 1000} s.`
  }

  reset(): void {
    this.#timeoutMs = NEXT_EVENT_TIMEOUT_MS
    clearTimeout(this.#timer)
    this.#timer = this.#startTimer()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }

  #startTimer(): NodeJS.Timeout {
    return setTimeout(() => this.#abort.abort(), this.#timeoutMs)
  }
}
