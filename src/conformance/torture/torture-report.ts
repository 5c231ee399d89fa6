import type { TortureCheck } from './torture-failure.js'
import type { ServiceName } from '../../core/service-name.js'
import type { CleanUpReport } from '../with-test-accounts.js'

export interface TortureFinding {
  readonly check: TortureCheck
  readonly message: string
  /** `torture --seed` with this number begins with the episode that failed. */
  readonly seed: number
  /** The shortest episode that still fails. */
  readonly steps: readonly string[]
  /** The same as a script for a POSIX shell; null if no requests reproduce it. */
  readonly script: string | null
}

export interface TortureReport extends CleanUpReport {
  readonly service: ServiceName
  readonly url: string
  readonly ok: boolean
  readonly seed: number
  readonly elapsedMs: number
  readonly episodes: number
  readonly requests: number
  readonly kills: number
  /** At most one: the run ends with the first. */
  readonly items: readonly TortureFinding[]
}
