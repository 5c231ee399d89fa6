import type { ResolvedConfig } from '../config/resolved-config.js'
import { DataChanges } from '../core/data-changes.js'
import type { DataEffects } from '../migrations/list-data-effects.js'
import type { StoredSnapshot } from '../snapshots/snapshot-directory.js'
import type { DownOptions, DownReport } from './down/stop-stack.js'
import type { ProjectSnapshots } from './snapshot/project-snapshots.js'
import type { UpReport } from './up/up.js'
import type { UpOptions } from './up/up-options.js'

/** For the engines to be ready again after the data was saved. */
const BACKUP_TIMEOUT_MS = 120_000

export interface ProjectUpOptions extends Omit<UpOptions, 'backUp' | 'changes'> {
  /** Whether the data is saved before migrations that delete or change some of it. Default: it is. */
  readonly confirmBackup?: (effects: DataEffects) => Promise<boolean>
}

export interface ProjectDownOptions extends Omit<DownOptions, 'backUp'> {
  /** Whether the data is saved as a snapshot before it is deleted. Default: false. */
  readonly backup?: boolean
}

/** Starts the stack. The data is saved before migrations that delete or change some of it. */
export async function upWithBackup(
  config: ResolvedConfig,
  { confirmBackup, ...options }: ProjectUpOptions,
): Promise<UpReport> {
  const { up } = await import('./up/up.js')
  const { signal, reporter } = options
  const changes = new DataChanges()
  let saved: StoredSnapshot | undefined
  const backUp = async (effects: DataEffects): Promise<void> => {
    if (confirmBackup !== undefined && !(await confirmBackup(effects))) return
    const snapshots = await openSnapshots(config)
    const timeoutMs = BACKUP_TIMEOUT_MS
    saved = await snapshots.backUpUnderLock({ signal, reporter, timeoutMs, reason: 'migrate' })
    if (saved !== undefined)
      reporter.note(
        `The current data is snapshot ${saved.manifest.name}. To bring it back, run homemanager undo.`,
      )
  }
  try {
    return await up(config, { ...options, backUp, changes })
  } finally {
    if (saved !== undefined) await (await openSnapshots(config)).settleBackup(saved, changes, reporter)
  }
}

/** Stops the stack. With `backup`, the data is saved before it is deleted. */
export async function downWithBackup(
  config: ResolvedConfig,
  { backup = false, ...options }: ProjectDownOptions,
): Promise<DownReport> {
  const { stopStack } = await import('./down/stop-stack.js')
  if (!backup) return stopStack(config, options)
  const backUp = async (): Promise<string | null> => {
    const snapshots = await openSnapshots(config)
    const saved = await snapshots.backUpUnderLock({ ...options, reason: 'down' })
    if (saved === undefined) return null
    // The data is deleted at once.
    const changes = new DataChanges()
    changes.begin('down')
    await snapshots.settleBackup(saved, changes, options.reporter)
    return saved.manifest.name
  }
  return stopStack(config, { ...options, backUp })
}

async function openSnapshots(config: ResolvedConfig): Promise<ProjectSnapshots> {
  const { ProjectSnapshots } = await import('./snapshot/project-snapshots.js')
  return new ProjectSnapshots(config)
}
