import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { HTTP_ERRORS } from '../problems/http-errors.js'
import { HttpProblem } from '../problems/http-problem.js'

/** Set by requests that one service sends to another: they belong to a request that has already passed. */
export const GATE_PASS_HEADER = 'x-homemanager-gate-pass'

/** How long a request waits while the gate is closed, in milliseconds. */
const MAX_WAIT_MS = 20_000
/** Requests that wait at the same time; further ones are rejected at once. */
const MAX_WAITING = 1000
const RETRY_AFTER_SECONDS = 5

/**
 * Holds requests back while the stores are saved or replaced, so that nothing is written in the meantime. All servers of a
 * process share one gate. A request that waits for too long is rejected with status 503.
 */
export class RequestGate {
  /** The value of `GATE_PASS_HEADER` that passes a closed gate. Known only to this process. */
  readonly pass: string = randomBytes(16).toString('hex')
  /** Aborted when the services end. A gate that is closed then is never opened again. */
  readonly ended: AbortSignal
  readonly #end = new AbortController()
  readonly #waiting = new Set<() => void>()
  #isClosed = false
  #active = 0
  #rejected = 0
  #onIdle: (() => void) | undefined

  constructor() {
    this.ended = this.#end.signal
  }

  /** Requests that wait, for metrics. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Requests that were rejected because they waited for too long, or too many did, for metrics. */
  get rejected(): number {
    return this.#rejected
  }

  /** Resolves once the request may proceed; then call the function that it resolves to when the request has ended. */
  async enter(headers: IncomingHttpHeaders = {}): Promise<() => void> {
    if (this.#isClosed && !this.#hasPass(headers)) await this.#wait()
    return this.begin()
  }

  /** Counts work of a request that has passed, until the returned function is called. */
  begin(): () => void {
    this.#active++
    let ended = false
    return () => {
      if (ended) return
      ended = true
      this.#active--
      if (this.#active === 0) this.#onIdle?.()
    }
  }

  /**
   * Closes the gate, and resolves once all requests that had passed have ended; to undefined if it is closed already. Disposing
   * opens it. Rejects with the reason of `signal`, with the gate open.
   */
  async close(signal: AbortSignal): Promise<Disposable | undefined> {
    if (this.#isClosed) return undefined
    signal.throwIfAborted()
    this.#isClosed = true
    const open = (): void => {
      if (this.ended.aborted) return
      this.#isClosed = false
      for (const proceed of this.#waiting) proceed()
    }
    try {
      if (this.#active > 0) await this.#waitUntilIdle(signal)
    } catch (error) {
      open()
      throw error
    }
    return { [Symbol.dispose]: open }
  }

  /** The services end. Requests that wait are rejected. */
  end(): void {
    this.#end.abort()
    for (const proceed of this.#waiting) proceed()
  }

  async #waitUntilIdle(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = createDeferred()
    this.#onIdle = resolve
    signal.addEventListener('abort', resolve, { once: true })
    await promise
    signal.removeEventListener('abort', resolve)
    this.#onIdle = undefined
    signal.throwIfAborted()
  }

  #hasPass(headers: IncomingHttpHeaders): boolean {
    const pass = headers[GATE_PASS_HEADER]
    if (typeof pass !== 'string' || pass.length !== this.pass.length) return false
    return timingSafeEqual(Buffer.from(pass), Buffer.from(this.pass))
  }

  async #wait(): Promise<void> {
    if (this.#waiting.size >= MAX_WAITING) this.#reject()
    const { promise, resolve } = createDeferred()
    const timer = setTimeout(resolve, MAX_WAIT_MS)
    this.#waiting.add(resolve)
    await promise
    clearTimeout(timer)
    this.#waiting.delete(resolve)
    // Closed again: this request has already waited for its turn.
    if (this.#isClosed) this.#reject()
  }

  #reject(): never {
    this.#rejected++
    throw heldProblem()
  }
}

function createDeferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}

function heldProblem(): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.STORE_UNAVAILABLE, {
    detail: 'A snapshot of the stores is being saved or restored. Send the request again later.',
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  })
}
