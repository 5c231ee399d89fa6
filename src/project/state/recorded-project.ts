import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StackState } from './stack-state.js'

/** A project as its settings and its state describe it. What actually runs may differ. Plain JSON. */
export interface RecordedProject {
  readonly config: ResolvedConfig
  readonly state: StackState
}
