import type { FastifyPluginAsync } from 'fastify'
import { systemClock } from '../../core/clock.js'
import type { PostgresStore } from '../../stores/postgres/postgres-store.js'
import { serveOperations } from '../http/serve-operations.js'
import type { ServiceContext } from '../http/service-context.js'
import { familyRoutes } from './family-routes.js'
import { sessionRoutes } from './session-routes.js'
import type { SigningKeys } from './signing-keys.js'
import { userRoutes } from './user-routes.js'

export interface IdentityServiceOptions extends ServiceContext {
  readonly postgres: Pick<PostgresStore, 'pool'>
  /** What access tokens are signed with; `loadSigningKeys` makes and keeps them. */
  readonly keys: SigningKeys
}

/** The identity service: users, families, sessions, on PostgreSQL. A Fastify plugin, to be mounted anywhere. */
export function createIdentityService(options: IdentityServiceOptions): FastifyPluginAsync {
  const context = { pool: options.postgres.pool, keys: options.keys, clock: options.clock ?? systemClock }
  return async (app) => {
    serveOperations(app, options.verifier, [
      ...sessionRoutes(context),
      ...userRoutes(context),
      ...familyRoutes(context),
    ])
  }
}
