import path from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { settleAll } from '../../core/settle-all-or-abort.js'
import type { Provider } from '../../providers/provider.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import { loadProvider } from '../components/load-provider.js'
import { stopEngine } from '../components/stop-engine.js'
import { createEphemeralDirectory } from '../ephemeral/ephemeral-directory.js'
import { placeData } from '../lock/place-data.js'
import { silentReporter } from '../state/stack-reporter.js'
import type { StackEngine } from '../state/stack-state.js'
import { up } from '../up/up.js'
import type { SnapshotOptions } from './snapshot-options.js'

/** Engines beside those of a project, with data of their own. Disposing deletes them, and so does the exit of this process. */
export interface TemporaryEngines extends AsyncDisposable {
  readonly engines: readonly StackEngine[]
  /** Stops the engines and copies their files below a directory, which is as in a physical snapshot. */
  copyTo(directory: string): Promise<void>
}

const STOP_GRACE_MS = 15_000
/** How many times the size of a portable snapshot the data of the engines has at most, indexes included. */
const MAX_GROWTH = 8

/** Starts engines with the files of a physical snapshot, or new ones. No migration is applied. */
export async function startTemporaryEngines(
  base: ResolvedConfig,
  provider: Provider['name'],
  source: string | undefined,
  options: SnapshotOptions & {
    /** The size of the snapshot. */
    readonly bytes: number
  },
): Promise<TemporaryEngines> {
  if (provider === 'external') throw notPossible()
  const bytes = options.bytes * MAX_GROWTH
  const project = { ...base, provider, addons: [], fileAddons: [] }
  const directory = await createEphemeralDirectory(project, {}, { bytes })
  const { config } = directory
  try {
    const { files } = await loadProvider(provider)
    const { signal, timeoutMs } = options
    if (source !== undefined)
      await placeData(config, { provider, directory: source, data: { seeded: [] } }, signal)
    const report = await up(config, {
      services: 'none',
      migrate: false,
      signal,
      timeoutMs,
      reporter: silentReporter,
    })
    const { engines } = report.state
    return {
      engines,
      async copyTo(target) {
        await settleAll(
          engines.map(async (engine) => {
            await stopEngine(config, engine, STOP_GRACE_MS)
            await files?.save(engine.store, config, path.join(target, engine.store), signal)
          }),
        )
      },
      [Symbol.asyncDispose]: async () => directory[Symbol.asyncDispose](),
    }
  } catch (error) {
    await directory[Symbol.asyncDispose]()
    throw error
  }
}

/** The servers of the user must not be used as temporary engines. */
function notPossible(): HomeError {
  return new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NOT_POSSIBLE, {
    message: 'The data of external servers cannot be replaced, and no branch can be made of them.',
    suggestion: 'Restore the snapshot in a project whose provider is embedded or docker.',
  })
}
