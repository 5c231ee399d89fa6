import type { Pool } from 'pg'
import type { Clock } from '../../core/clock.js'
import type { SigningKeys } from './signing-keys.js'

/** What the handlers of the identity service work with. */
export interface IdentityContext {
  readonly pool: Pool
  readonly keys: SigningKeys
  readonly clock: Clock
}
