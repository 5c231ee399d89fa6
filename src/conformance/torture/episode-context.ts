import type { TestUsers } from '../contract-check.js'
import type { TortureSubject } from './subject.js'

export interface EpisodeContext {
  readonly subject: TortureSubject
  readonly users: TestUsers
  readonly signal: AbortSignal
  /** Kills a component and resolves when it runs again. */
  readonly kill?: ((target: 'service' | 'engine') => Promise<void>) | undefined
}
