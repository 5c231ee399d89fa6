import type { StoreName } from '../../core/store-name.js'
import type { SeedProgress } from './load-stores.js'
import type { RepairProgress } from './repair-stores.js'
import type { RemoveProgress } from './reset-stores.js'

export interface SeedOptions {
  /** A shipped profile (`demo`, `small`, `load`) or the path of a file. Default `demo`, or in a project the dataset whose loading was interrupted. */
  readonly profile?: string
  /** Default 1. */
  readonly seed?: number
  /** Number of families. Default: the profile's. If fewer were seeded before, the missing ones are added. */
  readonly families?: number
  /** Seed only this store. */
  readonly only?: StoreName
  /** Remove datasets that were seeded before. */
  readonly reset?: boolean
  /** Add to a different dataset instead of throwing. */
  readonly append?: boolean
  /**
   * Write the records of the dataset that are missing or were changed. Other records are not changed. Without `profile`, `seed`
   * and `families`: all datasets that are loaded.
   */
  readonly repair?: boolean
  /** Also seed stores that are not on this machine. */
  readonly allowRemote?: boolean
  /** Base directory of a relative profile path. Default: the working directory. */
  readonly cwd?: string
  /** When aborted, loading ends. What is loaded stays, and the next call resumes it. */
  readonly signal?: AbortSignal
  /** Called after each batch that is written. */
  readonly onProgress?: (progress: SeedProgress) => void
  /** Called while datasets that were seeded before are removed. */
  readonly onRemove?: (progress: RemoveProgress) => void
  /** Called while records are repaired. */
  readonly onRepair?: (progress: RepairProgress) => void
  /** Called while the stores are read back at the end, with the number of records read so far. */
  readonly onReadBack?: (records: number) => void
}
