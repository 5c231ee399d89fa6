import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { DataChanges } from '../../core/data-changes.js'
import { hasErrorCode, HomeError } from '../../core/home-error.js'
import { isUndoTarget } from '../../snapshots/backup-limits.js'
import { measureFiles, verifyFiles } from '../../snapshots/digests/file-digests.js'
import {
  type DamagedSnapshot,
  deleteSnapshot,
  findSnapshot,
  getSnapshotsDirectory,
  listSnapshots,
  readSnapshots,
  stageSnapshot,
  type StoredSnapshot,
} from '../../snapshots/snapshot-directory.js'
import type { ExportedSnapshot } from '../../snapshots/snapshot-archive.js'
import type { SnapshotDifference } from '../../snapshots/diff/snapshot-difference.js'
import type { DiffProjectOptions } from './diff-project.js'
import { SNAPSHOT_ERRORS } from '../../snapshots/snapshot-errors.js'
import type { StackReporter } from '../state/stack-reporter.js'
import { assertUnprotected } from '../state/assert-unprotected.js'
import { restoreSnapshot, type RestoreReport } from './restore-snapshot.js'
import type { RestoreOptions } from './restore-options.js'
import { backUp, type BackUpOptions, backUpUnderLock, saveAutomatic, settleBackup } from './back-up.js'
import type { SaveOptions } from './save-options.js'
import { saveSnapshot } from './save-snapshot.js'

/** Of a snapshot that is saved before data is deleted or replaced; the group is the time. */
const AUTOMATIC_NAME = /^before-.*?-(\d{4}-\d{2}-\d{2}-\d{6}(?:-\d+)?)$/

export interface DeletableSnapshot {
  readonly name: string
  readonly directory: string
  readonly bytes: number
}

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
   * Saves the data before it is deleted or replaced. Resolves to undefined if the engines are external, or there is no data. Call
   * `settleBackup` afterwards.
   */
  async backUp(options: BackUpOptions): Promise<StoredSnapshot | undefined> {
    return backUp(this.#config, options)
  }

  /** The same for a command that holds the stack lock. */
  async backUpUnderLock(options: SaveOptions): Promise<StoredSnapshot | undefined> {
    return backUpUnderLock(this.#config, options)
  }

  /** Deletes what `backUp` has saved if nothing was changed, and otherwise old snapshots that were saved automatically. */
  async settleBackup(saved: StoredSnapshot, changes: DataChanges, reporter: StackReporter): Promise<void> {
    await settleBackup(this.#config, saved, changes, reporter)
  }

  /** Saves the data as an automatic snapshot of a schedule; old ones are deleted. */
  async saveScheduled(options: SaveOptions): Promise<StoredSnapshot> {
    return saveAutomatic(this.#config, { ...options, reason: 'schedule' })
  }

  /** The newest first. */
  async list(): Promise<readonly StoredSnapshot[]> {
    return listSnapshots(this.#config.home)
  }

  /** With those that `list` does not have: their manifests are missing or damaged. */
  async read(): ReturnType<typeof readSnapshots> {
    return readSnapshots(this.#config.home)
  }

  /** Throws `SNAPSHOT_NOT_FOUND`. */
  async find(name: string): Promise<StoredSnapshot> {
    return findSnapshot(this.#config.home, name)
  }

  /** Opens a snapshot, by name, or an archive, by path: it is extracted and deleted again when disposed. */
  async open(nameOrFile: string, cwd: string): Promise<StoredSnapshot & AsyncDisposable> {
    const file = path.resolve(cwd, nameOrFile)
    const isName = !nameOrFile.includes(path.sep) && !(await isFile(file))
    if (isName && !(await this.#isMissingArchive(nameOrFile)))
      return { ...(await this.find(nameOrFile)), [Symbol.asyncDispose]: async () => {} }
    const [{ extractSnapshot }, staged] = await Promise.all([
      import('../../snapshots/snapshot-archive.js'),
      stageSnapshot(getSnapshotsDirectory(this.#config.home)),
    ])
    try {
      const { directory } = staged
      const manifest = await extractSnapshot(file, directory)
      const dispose = async (): Promise<void> => staged[Symbol.asyncDispose]()
      return { directory, manifest, [Symbol.asyncDispose]: dispose }
    } catch (error) {
      await staged[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Whether a name is more likely that of a file that does not exist than that of a snapshot. */
  async #isMissingArchive(name: string): Promise<boolean> {
    if (!/\.(?:tar|tar\.gz|tgz)$/i.test(name)) return false
    return (await this.list()).every(({ manifest }) => manifest.name !== name)
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

  /** What `undo` would restore: the newest, without those of failed undos. Throws `NO_UNDO_SNAPSHOT`. */
  async findUndo(): Promise<StoredSnapshot> {
    const { snapshots, damaged } = await this.read()
    const found = snapshots.find(({ manifest }) => isUndoTarget(manifest))
    assertNoneNewer(damaged, found)
    if (found !== undefined) return found
    throw new HomeError(SNAPSHOT_ERRORS.NO_UNDO_SNAPSHOT, {
      message: 'There is nothing to undo: no snapshot was saved automatically.',
      detail:
        'One is saved before reset, seed --reset, migrate down, migrations that delete or change data, snapshot restore and down --volumes; of external servers, only before snapshot restore.',
      ...(snapshots.length === 0
        ? {}
        : { suggestion: 'Restore another snapshot with homemanager snapshot restore NAME.' }),
    })
  }

  /** Finds the records in which a snapshot differs from another one, or from the running stack. */
  async diff(from: string, to: string | undefined, options: DiffProjectOptions): Promise<SnapshotDifference> {
    const [first, second] = await Promise.all([this.find(from), to === undefined ? undefined : this.find(to)])
    const { diffProject } = await import('./diff-project.js')
    return diffProject(this.#config, first, second, options)
  }

  /** Writes a snapshot to an archive; default: the newest one. Throws `SNAPSHOT_NOT_FOUND` and `SNAPSHOT_DAMAGED`. */
  async export(name: string | undefined, file: string, signal: AbortSignal): Promise<ExportedSnapshot> {
    const { exportSnapshot } = await import('../../snapshots/snapshot-archive.js')
    return exportSnapshot(await this.#findOrNewest(name), file, signal)
  }

  /** Adds the snapshot of an archive, under its own name or `name`. */
  async import(file: string, name: string | undefined, signal: AbortSignal): Promise<StoredSnapshot> {
    const { importSnapshot } = await import('../../snapshots/snapshot-archive.js')
    return importSnapshot(this.#config.home, file, name, signal)
  }

  async #findOrNewest(name: string | undefined): Promise<StoredSnapshot> {
    if (name !== undefined) return this.find(name)
    const [newest] = await this.list()
    if (newest !== undefined) return newest
    throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NOT_FOUND, {
      message: 'There are no snapshots.',
      suggestion: 'Run homemanager snapshot save first.',
    })
  }

  /** What `delete` is to delete; damaged ones too. Throws `SNAPSHOT_NOT_FOUND`. */
  async findToDelete(names: readonly string[]): Promise<readonly DeletableSnapshot[]> {
    return Promise.all(
      [...new Set(names)].map(async (name) => {
        try {
          const { directory, manifest } = await this.find(name)
          return { name, directory, bytes: manifest.bytes }
        } catch (error) {
          if (!hasErrorCode(error, SNAPSHOT_ERRORS.SNAPSHOT_DAMAGED)) throw error
          const directory = path.join(getSnapshotsDirectory(this.#config.home), name)
          return { name, directory, bytes: (await measureFiles(directory)).bytes }
        }
      }),
    )
  }

  async delete(snapshots: readonly DeletableSnapshot[]): Promise<void> {
    for (const snapshot of snapshots) await deleteSnapshot(snapshot)
  }
}

async function isFile(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() === true
}

/** `undo` must not take an older snapshot in place of a damaged one without a word. Throws `SNAPSHOT_DAMAGED`. */
function assertNoneNewer(damaged: readonly DamagedSnapshot[], found: StoredSnapshot | undefined): void {
  const savedAt = (name: string): string => AUTOMATIC_NAME.exec(name)?.[1] ?? ''
  const from = found === undefined ? '' : savedAt(found.manifest.name)
  const [newest] = damaged
    .filter(({ name }) => savedAt(name) > from)
    .toSorted((a, b) => savedAt(b.name).localeCompare(savedAt(a.name)))
  if (newest === undefined) return
  const next = found === undefined ? 'no other one is left' : `undo then restores ${found.manifest.name}`
  throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_DAMAGED, {
    message: `Snapshot ${newest.name}, which undo would restore, is damaged. Nothing was changed.`,
    detail: newest.problem,
    suggestion: `Delete it with homemanager snapshot delete ${newest.name}; ${next}.`,
  })
}
