import { EXIT } from '../core/home-error.js'

const TERMINATION_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type TerminationSignal = (typeof TERMINATION_SIGNALS)[number]

/** Receives the signals that terminate a command. */
export interface SignalHandler {
  /** Aborted by the first signal, unless it was forwarded. */
  readonly signal: AbortSignal
  /** Until disposed, signals are forwarded to `receiver` (a child process) and do not interrupt the command. */
  forwardTo(receiver: (name: TerminationSignal) => void): Disposable
  /** Until disposed, `callback` is called when a second signal ends the process, to say what is left undone. */
  onForcedExit(callback: () => void): Disposable
}

/** npm and timeout(1) forward a Ctrl-C that the process group receives anyway, so one Ctrl-C can arrive twice. */
const DUPLICATE_SIGNAL_MS = 1000

/** Installs the handlers. A second signal, after `DUPLICATE_SIGNAL_MS`, ends the process immediately. */
export function installSignalHandler(): SignalHandler {
  const interruption = new AbortController()
  let firstAt = 0
  let beforeExit: (() => void) | undefined
  let receiver: ((name: TerminationSignal) => void) | undefined
  for (const name of TERMINATION_SIGNALS) {
    process.on(name, () => {
      if (receiver !== undefined) {
        receiver(name)
        return
      }
      if (!interruption.signal.aborted) firstAt = performance.now()
      else if (performance.now() - firstAt > DUPLICATE_SIGNAL_MS) {
        beforeExit?.()
        process.exit(EXIT.interrupted)
      }
      interruption.abort()
    })
  }
  return {
    signal: interruption.signal,
    forwardTo(next) {
      receiver = next
      return {
        [Symbol.dispose]() {
          receiver = undefined
        },
      }
    },
    onForcedExit(callback) {
      beforeExit = callback
      return {
        [Symbol.dispose]() {
          beforeExit = undefined
        },
      }
    },
  }
}
