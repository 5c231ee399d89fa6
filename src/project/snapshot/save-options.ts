import type { SnapshotFormat, SnapshotReason } from '../../snapshots/snapshot-manifest.js'
import type { SnapshotOptions } from './snapshot-options.js'
import type { Histories, StoreContents } from './read-contents.js'

export interface SaveOptions extends SnapshotOptions {
  /** Default: the time, after the reason if that is not `manual`. */
  readonly name?: string | undefined
  readonly note?: string | undefined
  readonly reason?: SnapshotReason
  /** Default: `physical`. */
  readonly format?: SnapshotFormat
  /** Whether the files of a physical snapshot are compressed. Default: false. */
  readonly compress?: boolean
  /** Adds files to the directory of the snapshot, which the manifest then lists. */
  readonly addFiles?: (directory: string) => Promise<void>
  /** Whether to read all records for the fingerprints and counts of the manifest. Default: true. */
  readonly read?: boolean
}

/** What was saved. */
export interface SavedCut {
  readonly contents: StoreContents | undefined
  /** Undefined if the engines were not running. */
  readonly histories: Histories | undefined
  /** What was not held back meanwhile. */
  readonly notCovered: readonly string[]
}
