import type { TestUsers } from '../contract-check.js'

export interface EpisodeContext {
  readonly users: TestUsers
  readonly signal: AbortSignal
  /** Delivers the events about these records and users again. Resolves to a description of each failure. */
  readonly redeliver?: ((subjects: readonly string[]) => Promise<readonly string[]>) | undefined
  /** Signs the claims of an access token again, as issued so many minutes from now. */
  readonly reissueToken?: ((token: string, minutes: number) => Promise<string>) | undefined
  /** Kills a component and resolves when it runs again. */
  readonly kill?: ((target: 'service' | 'engine') => Promise<void>) | undefined
}
