import { EXIT } from '../core/home-error.js'

const TERMINATION_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type TerminationSignal = (typeof TERMINATION_SIGNALS)[number]

/** Where the signals that end a command arrive. */
export interface SignalHandler {
  /** Aborted by the first signal, unless someone else took it. */
  readonly signal: AbortSignal
  /** While this is held, signals go to `taker` (a program that runs for us) and interrupt nothing here. */
  forwardTo(taker: (name: TerminationSignal) => void): Disposable
}

/** npm and timeout(1) pass on a Ctrl-C that the whole process group gets anyway: one wish arrives twice. */
const DUPLICATE_SIGNAL_MS = 1000

/** Listens to the process's signals. A second one, later, means it: the process ends at once. */
export function installSignalHandler(): SignalHandler {
  const interruption = new AbortController()
  let first = 0
  let taker: ((name: TerminationSignal) => void) | undefined
  for (const name of TERMINATION_SIGNALS) {
    process.on(name, () => {
      if (taker !== undefined) {
        taker(name)
        return
      }
      if (!interruption.signal.aborted) first = performance.now()
      else if (performance.now() - first > DUPLICATE_SIGNAL_MS) process.exit(EXIT.interrupted)
      interruption.abort()
    })
  }
  return {
    signal: interruption.signal,
    forwardTo(next) {
      taker = next
      return {
        [Symbol.dispose]() {
          taker = undefined
        },
      }
    },
  }
}
