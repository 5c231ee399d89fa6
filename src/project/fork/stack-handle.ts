import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StackState } from '../state/stack-state.js'

/** A stack as plain JSON, for `forkHandle` in another process. Contains the passwords of local engines. */
export interface StackHandle {
  readonly config: ResolvedConfig
  readonly state: StackState
}
