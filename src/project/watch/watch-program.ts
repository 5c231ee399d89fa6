import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { getErrorMessage } from '../../core/get-error-message.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getServiceSettings } from '../../config/service-kind.js'
import { restartStack } from '../restart/restart-stack.js'
import { silentReporter } from '../state/stack-reporter.js'
import { readState } from '../state/state-file.js'
import { WATCHED_VARIABLE, type WatchedCommand } from '../own-services/watched-command.js'
import { watchFiles } from './watch-files.js'

/** An editor that saves several files, or a build, causes one restart. */
const SETTLE_MS = 100
/** Where nothing ends this process with its command, it finds out itself. */
const CHECK_INTERVAL_MS = 5000
const RESTART_TIMEOUT_MS = 120_000

const abort = new AbortController()
process.once('SIGTERM', () => abort.abort())

void main(JSON.parse(process.env[WATCHED_VARIABLE] ?? '') as WatchedCommand)

/** Restarts the command of a custom service once a watched file changes, and ends: the restart starts the next one. */
async function main({ config, name, since }: WatchedCommand): Promise<void> {
  delete process.env[WATCHED_VARIABLE]
  const { cwd = '.', watch = [] } = getServiceSettings(config, name)
  const directory = resolve(config.root, cwd)
  let changedPath: string | undefined
  const changed = new AbortController()
  const onChange = (path: string): void => {
    changedPath ??= path
    changed.abort()
  }
  using _files = watchFiles(directory, watch, onChange, since)
  try {
    while (!changed.signal.aborted) {
      await sleep(CHECK_INTERVAL_MS, undefined, {
        signal: AbortSignal.any([changed.signal, abort.signal]),
      }).catch(() => {})
      if (abort.signal.aborted || !isRecorded(config, name)) return
    }
    await sleep(SETTLE_MS, undefined, { signal: abort.signal })
    note(`--- homemanager restarts ${name}: ${changedPath} has changed`)
    const { items } = await restartStack(config, [name], {
      timeoutMs: RESTART_TIMEOUT_MS,
      signal: abort.signal,
      reporter: silentReporter,
    })
    for (const { error } of items) if (error !== undefined) note(`--- ${error.message}`)
  } catch (error) {
    if (!abort.signal.aborted) note(`--- ${getErrorMessage(error)}`)
  }
}

function isRecorded(config: ResolvedConfig, name: string): boolean {
  return readState(config).state.commands?.some((record) => record.name === name) ?? false
}

/** For the log of the service. */
function note(message: string): void {
  process.stdout.write(`${message}\n`)
}
