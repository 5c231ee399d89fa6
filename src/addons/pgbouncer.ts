import type { Addon } from './addon.js'
import { getServiceLogin } from '../stores/postgres/engine/postgres-access.js'
import { getStoreDriver } from '../stores/registry.js'

/** PgBouncer: a connection pooler in front of PostgreSQL, whose protocol it speaks. */
export const pgbouncerAddon: Addon = {
  name: 'pgbouncer',
  formerName: 'pooling',
  variable: 'HOMEMANAGER_POSTGRES_POOL_URL',
  getConfiguredUrl: ({ postgres }) => postgres.poolUrl,
  /** User and password are read from the container, because Compose may have started it with different ones. */
  toUrl({ port, environment }, { postgres }) {
    const url = new URL(`postgres://127.0.0.1:${port}/`)
    url.username = encodeURIComponent(environment.get('DB_USER') ?? postgres.user)
    url.password = encodeURIComponent(environment.get('DB_PASSWORD') ?? postgres.password ?? 'homemanager')
    url.pathname = encodeURIComponent(environment.get('DB_NAME') ?? postgres.database)
    return url.href
  },
  /** The services use it, with their own role. */
  toEnvironment(config) {
    const { user, password } = getServiceLogin(config)
    return { DB_USER: user, DB_PASSWORD: password }
  },
  loadEmbeddedRecipe: async () => (await import('./pgbouncer-embedded.js')).pgbouncerEmbedded,
  extendEndpoints: (endpoints, poolUrl) => ({ ...endpoints, postgres: { ...endpoints.postgres, poolUrl } }),
  loadLogParser: async () => (await import('./parse-pgbouncer-log.js')).parsePgbouncerLog,
  async loadReadinessCheck() {
    const isReady = await getStoreDriver('postgres').loadReadinessCheck()
    return async (url, timeoutMs) => isReady({ url }, timeoutMs)
  },
  /** A query through it: PgBouncer remembers for 15 s that PostgreSQL could not be reached. */
  async loadStartCheck() {
    const client = await getStoreDriver('postgres').loadClient()
    return async (url) => {
      await using store = client.open({ url })
      return store.ping().then(
        () => true,
        () => false,
      )
    }
  },
}
