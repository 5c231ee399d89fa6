import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { inspect } from 'node:util'
import { redirectStdout } from './redirect-stdout.js'
import { replaceMethod } from '../replace-method.js'
import { callWithTimeLimit, TimeLimitError } from './call-with-time-limit.js'

/** How long user code may continue after its signal was aborted, milliseconds. */
export const ABORT_GRACE_MS = 1000
/** How long a call may take, milliseconds. */
const CALL_LIMIT_MS = 10_000

/** What user code did that it must not do, or an error that it threw outside of its promise. */
export class UserCodeError extends Error {
  override readonly name = 'UserCodeError'
}

interface UserCode {
  readonly fail: (error: unknown) => void
}

const running = new AsyncLocalStorage<UserCode>()
const active = new Set<UserCode>()

/**
 * Runs code of the user's project, such as a migration module, in this process. Until it settles:
 *
 * - what it writes to stdout, or a program that it starts, goes to stderr, since stdout has the result of the command;
 * - `process.exit`, `process.abort` and a signal to this process throw instead of ending it;
 * - an error that it throws outside of its promise, for example in a timer, rejects the result;
 * - if `signal` is aborted and the code has not ended a second later, the result rejects with the signal's reason.
 *
 * A value that is thrown but is not an `Error` is wrapped in a `UserCodeError`.
 */
export async function runUserCode<T>(
  run: () => T | Promise<T>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<T> {
  const settled = new AbortController()
  let fail: UserCode['fail'] = () => undefined
  const failure = new Promise<never>((_resolve, reject) => (fail = reject))
  const code: UserCode = { fail }
  activate(code)
  try {
    const result = running.run(code, async () => run())
    return await Promise.race([result, failure, rejectOnAbort(options.signal, settled.signal)])
  } catch (error) {
    throw error instanceof Error
      ? error
      : new UserCodeError(`It threw a value that is not an Error: ${formatThrown(error)}`)
  } finally {
    settled.abort()
    deactivate(code)
  }
}

/** `process.exit` since this process was changed for calls. */
let guardedExit: unknown
/** The call that is running, in which others are nested. */
let outermost: { toError: (error: UserCodeError) => Error } | undefined

/**
 * Calls a function of the user's project that returns its result at once. As for `runUserCode`, its output goes to stderr, and
 * it cannot end this process. If it does not return within the time limit, it is stopped, and the error is what `toError` returns.
 *
 * Starting the timer takes a tenth of a millisecond. A loop that makes many short calls is itself called by this function: the calls
 * in it share its time limit.
 */
export function callUserCode<T>(
  call: () => T,
  toError: (error: UserCodeError) => Error = (error) => error,
): T {
  if (outermost !== undefined) {
    outermost.toError = toError
    return call()
  }
  guardProcess()
  const current = { toError }
  outermost = current
  try {
    return running.run(SYNCHRONOUS, () => callWithTimeLimit(call, CALL_LIMIT_MS))
  } catch (error) {
    throw error instanceof TimeLimitError ? current.toError(new UserCodeError(error.message)) : error
  } finally {
    outermost = undefined
  }
}

/** Changes this process for good. A test runner replaces `process.exit` before each file; then it is changed again. */
function guardProcess(): void {
  // Until its code ends, `runUserCode` has changed the process.
  if (restoreProcess !== undefined || Reflect.get(process, 'exit') === guardedExit) return
  redirectProcess({ captures: false })
  guardedExit = Reflect.get(process, 'exit')
}

/** Errors are thrown to the caller. */
const SYNCHRONOUS: UserCode = { fail: () => undefined }

/** Calls no method of the value: that would be user code, too. */
function formatThrown(value: unknown): string {
  return typeof value === 'string'
    ? value
    : inspect(value, { customInspect: false, getters: false, breakLength: Infinity })
}

async function rejectOnAbort(signal: AbortSignal | undefined, settled: AbortSignal): Promise<never> {
  const never = new Promise<never>(() => undefined)
  if (signal === undefined) return never
  try {
    if (!signal.aborted) await once(signal, 'abort', { signal: settled })
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ABORT_GRACE_MS)
      settled.addEventListener('abort', () => clearTimeout(timer), { once: true })
    })
  } catch {
    return never
  }
  throw signal.reason
}

let restoreProcess: (() => void) | undefined

function activate(code: UserCode): void {
  active.add(code)
  restoreProcess ??= redirectProcess()
}

function deactivate(code: UserCode): void {
  active.delete(code)
  if (active.size > 0) return
  restoreProcess?.()
  restoreProcess = undefined
}

const ENDING_METHODS = ['exit', 'abort', 'reallyExit'] as const

/** Replaces what user code could do to this process. Calls from any other code behave as before. */
function redirectProcess({ captures: mayCapture = true } = {}): () => void {
  const isUserCode = (): boolean => running.getStore() !== undefined
  const kill = process.kill.bind(process)
  const restores = [
    redirectStdout(isUserCode),
    ...ENDING_METHODS.map((name) => {
      const original = Reflect.get(process, name) as (...args: readonly unknown[]) => never
      return replaceMethod(process, name, (...args: readonly unknown[]): never => {
        // Without an argument, the exit code is `process.exitCode`.
        if (!isUserCode()) return original.apply(process, args as unknown[])
        throw new UserCodeError(`It called process.${name}(${args.join(', ')}).`)
      })
    }),
    replaceMethod(process, 'kill', (pid: number, signal?: NodeJS.Signals | number): true => {
      // The signal 0 only tests whether a process exists.
      if (isUserCode() && pid === process.pid && signal !== 0)
        throw new UserCodeError('It sent a signal to this process.')
      return kill(pid, signal)
    }),
  ]
  const captures = mayCapture && !process.hasUncaughtExceptionCaptureCallback()
  if (captures) {
    process.setUncaughtExceptionCaptureCallback((error) => {
      const code = running.getStore()
      for (const each of code === undefined ? active : [code]) each.fail(error)
    })
  }
  return () => {
    for (const restore of restores) restore()
    if (captures) process.setUncaughtExceptionCaptureCallback(null)
  }
}
