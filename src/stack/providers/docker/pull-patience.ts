/** A registry that answers at all does so in a second or two; the engine itself would wait much longer, or for ever. */
const FIRST_WORD_MS = 15_000
/** Between two words about layers: one may be large, and is checked before it is unpacked. */
const NEXT_WORD_MS = 60_000

/** Gives a pull up of which nothing is heard, so that a registry that hangs does not hold up until `--timeout`. */
export class PullPatience implements Disposable {
  readonly #abort = new AbortController()
  #waitsMs = FIRST_WORD_MS
  #timer: NodeJS.Timeout

  constructor() {
    this.#timer = this.#newTimer()
  }

  /** Aborted when nothing was heard for too long. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** What to say then. */
  get words(): string {
    return `Its registry said nothing for ${this.#waitsMs / 1000} s.`
  }

  heard(): void {
    this.#waitsMs = NEXT_WORD_MS
    clearTimeout(this.#timer)
    this.#timer = this.#newTimer()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }

  #newTimer(): NodeJS.Timeout {
    return setTimeout(() => this.#abort.abort(), this.#waitsMs)
  }
}
