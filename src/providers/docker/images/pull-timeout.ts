/** A registry that answers at all does so in a second or two; the engine itself would wait much longer, or for ever. */
const FIRST_EVENT_TIMEOUT_MS = 15_000
/** Between two words about layers: one may be large, and is checked before it is unpacked. */
const NEXT_EVENT_TIMEOUT_MS = 60_000

/** Gives a pull up of which nothing is heard, so that a registry that hangs does not hold up until `--timeout`. */
export class PullTimeout implements Disposable {
  readonly #abort = new AbortController()
  #timeoutMs = FIRST_EVENT_TIMEOUT_MS
  #timer: NodeJS.Timeout

  constructor() {
    this.#timer = this.#startTimer()
  }

  /** Aborted when nothing was heard for too long. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** What to say then. */
  get message(): string {
    return `Its registry said nothing for ${this.#timeoutMs / 1000} s.`
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
