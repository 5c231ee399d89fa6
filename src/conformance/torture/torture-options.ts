import type { ReachableOptions } from '../assert-service-reachable.js'
import type { CleanUpOptions } from '../with-test-accounts.js'
import type { EpisodeContext } from './episode-context.js'
import type { Fields } from './records/step.js'
import type { TokenReissuer } from './reissue-token.js'

export interface TortureOptions extends ReachableOptions, CleanUpOptions {
  /** The first episode; each next one has the next number. */
  readonly seed: number
  readonly forMs: number
  /** How long a failure is shrunk, in milliseconds. Default: 20,000. */
  readonly shrinkMs?: number
  /** Fields of todos or expenses from a dataset; none for the identity service. */
  readonly records: readonly Fields[]
  /** Kills a component and resolves when it runs again. Without it, nothing is killed. */
  readonly kill?: EpisodeContext['kill']
  /** See `EpisodeContext`. */
  readonly redeliver?: EpisodeContext['redeliver']
  /** Signs tokens as the identity service does. Without it, its tokens are used as they are. */
  readonly tokenReissuer?: TokenReissuer
  /** How far the clock of the service is ahead, in milliseconds; negative if it is late. Default: 0. */
  readonly clockOffsetMs?: number
  /** Checks the data of the stack when the traffic has ended. Resolves to a description of each new violation. */
  readonly findViolations?: () => Promise<readonly string[]>
  readonly onEpisode?: (elapsedMs: number) => void
}
