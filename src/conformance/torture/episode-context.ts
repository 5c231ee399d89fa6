import type { TestUsers } from '../contract-check.js'
import type { TortureSubject } from './subject.js'

export interface EpisodeContext {
  readonly subject: TortureSubject
  readonly users: TestUsers
  readonly signal: AbortSignal
  /** Delivers the events about these records and users again. Resolves to a description of each failure. */
  readonly redeliver?: ((subjects: readonly string[]) => Promise<readonly string[]>) | undefined
  /** Signs the claims of an access token anew, as issued at another time. */
  readonly reissueToken?: ((token: string, issuedAt: Date) => Promise<string>) | undefined
  /** Kills a component and resolves when it runs again. */
  readonly kill?: ((target: 'service' | 'engine') => Promise<void>) | undefined
}
