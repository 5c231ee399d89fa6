import { checkOptions } from '../../core/check-options.js'
import { createEnumRule, createShapeRule, type OptionRules } from '../../core/option-rule.js'
import { createStoreRule, SERVICE_RULES } from '../http/server/service-rules.js'
import { systemClock } from '../../core/clock.js'
import { FAST_SCRYPT_COST, OWASP_SCRYPT_COST } from '../../core/scrypt-hash.js'
import type { PostgresStore } from '../../stores/postgres/client/postgres-store.js'
import { serveOperations } from '../http/server/serve-operations.js'
import type { ServicePlugin } from '../http/server/service-plugin.js'
import type { ServiceContext } from '../http/requests/service-context.js'
import { createPasswordHasher } from './credentials/password-hasher.js'
import { createSignInLimits } from './credentials/sign-in-limits.js'
import { familyRoutes } from './handlers/family-routes.js'
import { invitationRoutes } from './handlers/invitation-routes.js'
import { sessionRoutes } from './handlers/session-routes.js'
import type { SigningKeys } from './credentials/signing-keys.js'
import { noteWrites } from './handlers/note-writes.js'
import { createPrimaryReads, type ReplicaReads } from './repository/replica-reads.js'
import { userRoutes } from './handlers/user-routes.js'

export interface IdentityServiceOptions extends ServiceContext {
  readonly postgres: Pick<PostgresStore, 'pool'>
  /** Which server answers a read. Default: the primary. */
  readonly reads?: ReplicaReads | undefined
  /** The keys that sign access tokens; `loadSigningKeys` creates and stores them. */
  readonly keys: SigningKeys
  /** Cost of new password hashes. `fast` is for data that is thrown away, as in tests. Default `owasp`. */
  readonly passwordHashing?: PasswordHashing | undefined
}

export type PasswordHashing = 'owasp' | 'fast'

const RULES: OptionRules<IdentityServiceOptions> = {
  ...SERVICE_RULES,
  postgres: createStoreRule('postgres', 'pool'),
  reads: createShapeRule('an object'),
  keys: createShapeRule('what loadSigningKeys resolves to', 'privateKey', 'keyId', 'jwks'),
  passwordHashing: createEnumRule('owasp', 'fast'),
}

/** Creates the identity service (users, families and sessions on PostgreSQL) as a Fastify plugin. */
export function createIdentityService(options: IdentityServiceOptions): ServicePlugin {
  checkOptions('createIdentityService', RULES, options, ['postgres', 'keys', 'verifier', 'cursors'])
  const context = {
    pool: options.postgres.pool,
    reads: options.reads ?? createPrimaryReads(options.postgres.pool),
    keys: options.keys,
    clock: options.clock ?? systemClock,
    hasher: createPasswordHasher({
      cost: options.passwordHashing === 'fast' ? FAST_SCRYPT_COST : OWASP_SCRYPT_COST,
    }),
    limits: createSignInLimits(),
  }
  return async (app) => {
    const routes = [
      ...sessionRoutes(context),
      ...userRoutes(context),
      ...familyRoutes(context),
      ...invitationRoutes(context),
    ]
    serveOperations(
      app,
      'identity',
      options.verifier,
      routes.map((each) => noteWrites(each, context.reads)),
    )
  }
}
