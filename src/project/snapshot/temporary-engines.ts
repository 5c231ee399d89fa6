import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { STORE_NAMES } from '../../core/store-name.js'
import type { EngineFiles, Provider } from '../../providers/provider.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import { loadProvider } from '../components/load-provider.js'
import { stopEngine } from '../components/stop-engine.js'
import { createEphemeralDirectory } from '../ephemeral/ephemeral-directory.js'
import { replaceData } from '../lock/restore-journal.js'
import { silentReporter } from '../state/stack-reporter.js'
import { createEmptyState, type StackEngine } from '../state/stack-state.js'
import { writeState } from '../state/state-file.js'
import { up } from '../up/up.js'
import type { SnapshotOptions } from './snapshot-options.js'

/** Engines beside those of a project, with data of their own. Disposing deletes them, and so does the exit of this process. */
export interface TemporaryEngines extends AsyncDisposable {
  readonly engines: readonly StackEngine[]
  /** Stops the engines and copies their files below a directory, which is as in a physical snapshot. */
  copyTo(directory: string): Promise<void>
}

const STOP_GRACE_MS = 15_000

/** Starts engines with the files of a physical snapshot, or new ones. No migration is applied. */
export async function startTemporaryEngines(
  base: ResolvedConfig,
  provider: Provider['name'],
  source: string | undefined,
  options: SnapshotOptions,
): Promise<TemporaryEngines> {
  if (provider === 'external') throw notPossible()
  const directory = await createEphemeralDirectory({ ...base, provider, addons: [], fileAddons: [] }, {})
  const { config } = directory
  try {
    const { files } = await loadProvider(provider)
    if (source !== undefined) await place(config, provider, files, source, options)
    const { signal, timeoutMs } = options
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
        await Promise.all(
          engines.map(async (engine) => {
            await stopEngine(config, engine, STOP_GRACE_MS)
            await mkdir(path.join(target, engine.store), { recursive: true, mode: 0o700 })
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

async function place(
  config: ResolvedConfig,
  provider: Provider['name'],
  files: EngineFiles | undefined,
  source: string,
  { signal }: SnapshotOptions,
): Promise<void> {
  writeState({ config, state: { ...createEmptyState(config), provider } })
  await Promise.all(
    STORE_NAMES.map(async (store) => files?.stage(store, config, path.join(source, store), signal)),
  )
  await replaceData(config, { provider, stores: STORE_NAMES, directory: source, data: { seeded: [] } })
}

/** The servers of the user must not be used as temporary engines. */
function notPossible(): HomeError {
  return new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NOT_POSSIBLE, {
    message: 'The data of external servers cannot be replaced, and no branch can be made of them.',
    suggestion: 'Restore the snapshot in a project whose provider is embedded or docker.',
  })
}
