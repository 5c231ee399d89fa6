import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getServiceKind, getServiceSettings } from '../../config/service-kind.js'
import { Notifier } from '../../core/notifier.js'
import { isOwnServiceHealthy } from '../components/is-service-healthy.js'
import { readState } from '../state/state-file.js'
import { watchFiles } from './watch-files.js'

export interface ServiceWatch extends Disposable {
  /** The directory with the files. */
  readonly directory: string
  /** Resolves to a changed path, once the service runs with the change. */
  nextChange(signal: AbortSignal): Promise<string>
}

/** An editor that saves several files, or a build, is one change. */
const SETTLE_MS = 300
const POLL_INTERVAL_MS = 100
const IDLE_MS = 60_000
/** How long to wait for the service to be restarted, or to respond. */
const READY_MS = 60_000
const REQUEST_TIMEOUT_MS = 2000

/**
 * Watches the files in `watch` of a service that the stack runs, or all files in its directory; for a service at a URL, those in the
 * directory of the project. Changes while none is awaited count as one.
 */
export function watchService(config: ResolvedConfig, name: string): ServiceWatch {
  const { cwd = '.', watch } = getServiceSettings(config, name)
  const directory = resolve(config.root, cwd)
  const notifier = new Notifier()
  const changes: string[] = []
  const getProcess = (): number | undefined =>
    readState(config).state.commands?.find((record) => record.name === name)?.process.pid
  let running = getProcess()
  const files = watchFiles(directory, watch ?? ['.'], (path) => {
    changes.push(path)
    notifier.notify()
  })
  return {
    directory,
    async nextChange(signal) {
      while (changes.length === 0) {
        signal.throwIfAborted()
        await notifier.wait(IDLE_MS, signal)
      }
      await sleep(SETTLE_MS, undefined, { signal })
      const [path = ''] = changes.splice(0)
      const isRestarted = getServiceKind(config, name) === 'command' && watch !== undefined
      const before = running
      const deadline = performance.now() + READY_MS
      while (performance.now() < deadline) {
        running = getProcess()
        if ((!isRestarted || running !== before) && (await isHealthy(config, name))) break
        await sleep(POLL_INTERVAL_MS, undefined, { signal })
      }
      return path
    },
    [Symbol.dispose]() {
      files[Symbol.dispose]()
    },
  }
}

async function isHealthy(config: ResolvedConfig, name: string): Promise<boolean> {
  const { url = readState(config).state.services?.urls[name], ready } = getServiceSettings(config, name)
  return url === undefined || isOwnServiceHealthy(url, REQUEST_TIMEOUT_MS, ready)
}
