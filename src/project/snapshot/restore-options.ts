import type { SnapshotReason } from '../../snapshots/snapshot-manifest.js'
import type { SnapshotOptions } from './snapshot-options.js'

export interface RestoreOptions extends SnapshotOptions {
  /** Whether to save the current data first. Default: true. */
  readonly backup?: boolean
  /** The reason that the saved data names. Default: `restore`. */
  readonly reason?: SnapshotReason
  /** Whether to compare the restored records with the fingerprints of the manifest. Default: false. */
  readonly verify?: boolean
  /**
   * Whether to accept it if the migration files differ from the migration history of the snapshot, as `migrate repair` does. Default:
   * false, nothing is restored.
   */
  readonly repair?: boolean
  /** Whether external servers may be on other machines. Default: false. */
  readonly allowRemote?: boolean
}
