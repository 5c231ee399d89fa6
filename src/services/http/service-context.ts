import type { Clock } from '../../core/clock.js'
import type { PageCursors } from './page-cursor.js'
import type { TokenVerifier } from './token-verifier.js'

/** What every service needs besides its store. */
export interface ServiceContext {
  readonly verifier: TokenVerifier
  readonly cursors: PageCursors
  /** Default: the system's. */
  readonly clock?: Clock
}
