import { isMainThread } from 'node:worker_threads'
import { Script } from 'node:vm'

const HOLDER = "globalThis[Symbol.for('homemanager.call')]"
/** What scripts can see. In test runners with contexts of their own, `globalThis` is another object. */
const holder = new Script(`${HOLDER} ??= { call: undefined }`).runInThisContext() as {
  call: (() => unknown) | undefined
}
const script = new Script(`${HOLDER}.call()`, { filename: 'time-limit' })

/** User code cannot send signals to this process by the method itself. */
const kill = process.kill.bind(process)

/** A call did not return within its time limit, or the user pressed Ctrl-C meanwhile. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError'
}

/**
 * Calls a function and stops it if it does not return within `limitMs`, even in an endless loop: no `finally` of it runs then.
 * Ctrl-C stops it, too, and is handled before the error is thrown.
 */
export function callWithTimeLimit<T>(call: () => T, limitMs: number): T {
  holder.call = call
  try {
    // Only a script can be stopped; it is in the same context, so the function behaves as if it was called directly.
    return script.runInThisContext({ timeout: limitMs, breakOnSigint: isMainThread }) as T
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new TimeLimitError(`It did not return within ${limitMs / 1000} seconds.`)
    if (code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error
    if (!process.emit('SIGINT', 'SIGINT')) kill(process.pid, 'SIGINT')
    throw new TimeLimitError('It was interrupted.')
  } finally {
    holder.call = undefined
  }
}
