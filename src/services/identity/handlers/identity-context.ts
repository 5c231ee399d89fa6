import type { Pool } from 'pg'
import type { Clock } from '../../../core/clock.js'
import type { SigningKeys } from '../credentials/signing-keys.js'

/** The dependencies of the handlers of the identity service. */
export interface IdentityContext {
  readonly pool: Pool
  readonly keys: SigningKeys
  readonly clock: Clock
}
