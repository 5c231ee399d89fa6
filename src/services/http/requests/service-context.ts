import type { Clock } from '../../../core/clock.js'
import type { PageCursors } from './page-cursor.js'
import type { TokenVerifier } from './token-verifier.js'

/** The dependencies of every service except its store. */
export interface ServiceContext {
  readonly verifier: TokenVerifier
  readonly cursors: PageCursors
  /** Default: the system clock. */
  readonly clock?: Clock
}
