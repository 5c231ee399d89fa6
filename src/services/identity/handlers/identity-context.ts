import type { ReplicaReads } from '../repository/replica-reads.js'
import type { Pool } from 'pg'
import type { Clock } from '../../../core/clock.js'
import type { PasswordHasher } from '../credentials/password-hasher.js'
import type { SignInLimits } from '../credentials/sign-in-limits.js'
import type { SigningKeys } from '../credentials/signing-keys.js'

/** The dependencies of the handlers of the identity service. */
export interface IdentityContext {
  readonly pool: Pool
  readonly reads: ReplicaReads
  readonly keys: SigningKeys
  readonly clock: Clock
  readonly hasher: PasswordHasher
  readonly limits: SignInLimits
}
