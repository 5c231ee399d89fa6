import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { isSavedBeforeChange } from '../../snapshots/backup-limits.js'
import { verifyFiles } from '../../snapshots/file-digests.js'
import {
  deleteSnapshot,
  findSnapshot,
  listSnapshots,
  type StoredSnapshot,
} from '../../snapshots/snapshot-directory.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import { assertUnprotected } from '../state/assert-unprotected.js'
import { restoreSnapshot, type RestoreOptions, type RestoreReport } from './restore-snapshot.js'
import { backUp } from './back-up.js'
import { saveSnapshot, type SaveOptions } from './save-snapshot.js'

/** The snapshots of a project, and what can be done with them. */
export class ProjectSnapshots {
  readonly #config: ResolvedConfig

  constructor(config: ResolvedConfig) {
    this.#config = config
  }

  /** Saves the three stores as one consistent cut. Throws `SNAPSHOT_EXISTS` and `SERVICES_NOT_HELD`. */
  async save(options: SaveOptions): Promise<StoredSnapshot> {
    return saveSnapshot(this.#config, options)
  }

  /**
   * Saves the data before it is deleted or replaced, and deletes old snapshots that were saved automatically. Resolves to undefined
   * if the engines are external, or there is no data.
   */
  async backUp(options: SaveOptions): Promise<StoredSnapshot | undefined> {
    return backUp(this.#config, options)
  }

  /** The newest first. */
  async list(): Promise<readonly StoredSnapshot[]> {
    return listSnapshots(this.#config.home)
  }

  /** Throws `SNAPSHOT_NOT_FOUND`. */
  async find(name: string): Promise<StoredSnapshot> {
    return findSnapshot(this.#config.home, name)
  }

  /** Compares the files of a snapshot with the digests of its manifest. Throws `SNAPSHOT_DAMAGED`. */
  async check(name: string, signal: AbortSignal): Promise<void> {
    const { directory, manifest } = await this.find(name)
    await verifyFiles(directory, manifest, { signal })
  }

  /** Replaces the data of the three stores by that of a snapshot. */
  async restore(name: string, options: RestoreOptions): Promise<RestoreReport> {
    assertUnprotected(this.#config)
    return restoreSnapshot(this.#config, await this.find(name), options)
  }

  /** Restores the newest snapshot that was saved automatically before data was deleted or replaced. */
  async undo(options: RestoreOptions): Promise<RestoreReport> {
    assertUnprotected(this.#config)
    return restoreSnapshot(this.#config, await this.findUndo(), { ...options, reason: 'undo' })
  }

  /** What `undo` would restore. Throws `SNAPSHOT_NOT_FOUND`. */
  async findUndo(): Promise<StoredSnapshot> {
    const found = (await this.list()).find(({ manifest }) => isSavedBeforeChange(manifest))
    if (found !== undefined) return found
    throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NOT_FOUND, {
      message: 'There is nothing to undo: no snapshot was saved automatically.',
      detail: 'One is saved before reset, seed --reset, migrate down and snapshot restore.',
      suggestion: 'Restore another snapshot with homemanager snapshot restore NAME.',
    })
  }

  /** Resolves to the snapshots that were deleted. */
  async delete(names: readonly string[]): Promise<readonly StoredSnapshot[]> {
    const found = await Promise.all(names.map(async (name) => this.find(name)))
    for (const snapshot of found) await deleteSnapshot(snapshot)
    return found
  }
}
