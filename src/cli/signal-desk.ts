import { EXIT } from '../core/home-error.js'

const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type EndSignal = (typeof NAMES)[number]

/** Where the signals that end a command arrive. */
export interface SignalDesk {
  /** Aborted by the first signal, unless someone else took it. */
  readonly signal: AbortSignal
  /** While this is held, signals go to `taker` (a program that runs for us) and interrupt nothing here. */
  handOver(taker: (name: EndSignal) => void): Disposable
}

/** npm and timeout(1) pass on a Ctrl-C that the whole process group gets anyway: one wish arrives twice. */
const SAME_WISH_MS = 1000

/** Listens to the process's signals. A second one, later, means it: the process ends at once. */
export function createSignalDesk(): SignalDesk {
  const interruption = new AbortController()
  let first = 0
  let taker: ((name: EndSignal) => void) | undefined
  for (const name of NAMES) {
    process.on(name, () => {
      if (taker !== undefined) {
        taker(name)
        return
      }
      if (!interruption.signal.aborted) first = performance.now()
      else if (performance.now() - first > SAME_WISH_MS) process.exit(EXIT.interrupted)
      interruption.abort()
    })
  }
  return {
    signal: interruption.signal,
    handOver(next) {
      taker = next
      return {
        [Symbol.dispose]() {
          taker = undefined
        },
      }
    },
  }
}
