import { Worker } from 'node:worker_threads'
import { getPackagePath } from '../package-path.js'
import { ABORT_GRACE_MS, UserCodeError } from '../user-code/run-user-code.js'
import { fromSentError, type ThreadReply, type ThreadRequest } from './thread-messages.js'

// The compiled file, even when running from the sources, as tests do.
const PROGRAM = getPackagePath('dist/bundle/task-program.cjs')

export interface ThreadCallOptions {
  readonly signal?: AbortSignal
  /** Default: none. */
  readonly timeoutMs?: number
  readonly onProgress?: (note: string) => void
}

interface Call {
  resolve(value: unknown): void
  reject(reason: unknown): void
  onProgress?(note: string): void
}

/**
 * A thread for tasks that may take long: to run code of the user's project, or to read the records of a store. An endless loop in
 * it does not delay this process, and it can always be stopped: when the signal of a call is aborted, or on timeout, the task gets a
 * second to end, then its thread does.
 */
export class TaskThread implements AsyncDisposable {
  readonly #worker = new Worker(PROGRAM, { stdout: true, execArgv: [] })
  readonly #calls = new Map<number, Call>()
  #nextId = 0
  #end: UserCodeError | undefined

  constructor() {
    this.#worker.stdout.pipe(process.stderr, { end: false })
    this.#worker.on('message', (reply: ThreadReply) => this.#receive(reply))
    this.#worker.on('error', (error: Error) => this.#fail(error.message))
    this.#worker.on('exit', () => this.#fail('Its thread has ended.'))
    this.#worker.unref()
  }

  /** Whether the thread can take calls. */
  get isRunning(): boolean {
    return this.#end === undefined
  }

  /** Calls the program of the thread, `task-program.ts`. Errors have the message and the stack that they have there. */
  async call(request: unknown, options: ThreadCallOptions = {}): Promise<unknown> {
    options.signal?.throwIfAborted()
    if (this.#end !== undefined) throw this.#end
    const id = this.#nextId++
    this.#worker.ref()
    const done = new Promise((resolve, reject) => {
      const { onProgress } = options
      this.#calls.set(id, { resolve, reject, ...(onProgress === undefined ? {} : { onProgress }) })
    })
    this.#send({ type: 'call', id, request })
    const stopWatching = this.#watch(id, options)
    try {
      return await done
    } finally {
      stopWatching()
      this.#calls.delete(id)
      if (this.#calls.size === 0) this.#worker.unref()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }

  /** Ends a call that is aborted or takes too long. Returns a function that stops this. */
  #watch(id: number, { signal, timeoutMs }: ThreadCallOptions): () => void {
    const timers: NodeJS.Timeout[] = []
    const end = (getReason: () => unknown): void => {
      this.#send({ type: 'abort', id })
      const stop = (): void => {
        this.#calls.get(id)?.reject(getReason())
        void this.#worker.terminate()
      }
      timers.push(setTimeout(stop, ABORT_GRACE_MS))
    }
    const onAbort = (): void => end(() => signal?.reason as unknown)
    signal?.addEventListener('abort', onAbort, { once: true })
    if (timeoutMs !== undefined)
      timers.push(
        setTimeout(
          () => end(() => new UserCodeError(`It did not end within ${timeoutMs / 1000} seconds.`)),
          timeoutMs,
        ),
      )
    return () => {
      signal?.removeEventListener('abort', onAbort)
      for (const timer of timers) clearTimeout(timer)
    }
  }

  #send(message: ThreadRequest): void {
    this.#worker.postMessage(message)
  }

  #receive(reply: ThreadReply): void {
    const call = this.#calls.get(reply.id)
    if ('note' in reply) call?.onProgress?.(reply.note)
    else if ('error' in reply) call?.reject(fromSentError(reply.error))
    else call?.resolve(reply.value)
  }

  #fail(message: string): void {
    this.#end ??= new UserCodeError(message)
    for (const call of this.#calls.values()) call.reject(this.#end)
  }
}
