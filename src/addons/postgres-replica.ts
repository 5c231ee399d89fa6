import { parseDurationMs } from '../config/parse-duration.js'
import type { Addon } from './addon.js'
import { buildLocalPostgresUrl } from '../stores/postgres/engine/local-postgres-url.js'
import { getReplicationLogin, getServiceLogin } from '../stores/postgres/engine/postgres-access.js'
import { getStoreDriver } from '../stores/registry.js'

/** A streaming replica of PostgreSQL, which serves reads and may lag behind. */
export const postgresReplicaAddon: Addon = {
  name: 'postgres-replica',
  variable: 'HOMEMANAGER_POSTGRES_READ_URL',
  copiesData: true,
  getConfiguredUrl: ({ postgres }) => postgres.readUrl,
  toUrl: ({ port }, config) => buildLocalPostgresUrl(port, getServiceLogin(config), config.postgres.database),
  toEnvironment(config) {
    const { user, password } = getReplicationLogin(config)
    const lag = String(parseDurationMs(config['postgres-replica'].lag ?? '0'))
    return { REPLICATION_USER: user, REPLICATION_PASSWORD: password, REPLICATION_LAG: lag }
  },
  async prepareContainers({ config, getEndpoints }) {
    const { postgres } = await getEndpoints()
    const { allowContainerReplication } =
      await import('../stores/postgres/engine/allow-container-replication.js')
    await allowContainerReplication(config, postgres.url)
  },
  loadEmbeddedRecipe: async () => (await import('./postgres-replica-embedded.js')).postgresReplicaEmbedded,
  extendEndpoints: (endpoints, readUrl) => ({ ...endpoints, postgres: { ...endpoints.postgres, readUrl } }),
  setting: {
    name: 'lag',
    defaultValue: '0',
    read: (config) => config['postgres-replica'].lag,
    write: (config, lag) => ({ ...config, 'postgres-replica': { ...config['postgres-replica'], lag } }),
  },
  loadLogParser: async () => getStoreDriver('postgres').loadLogParser(),
  async loadLagReader() {
    const [{ Client }, { readReplicaLag }] = await Promise.all([
      import('../stores/postgres/client/pg.js'),
      import('../stores/postgres/client/read-replica-lag.js'),
    ])
    return async (connectionString, timeoutMs) => {
      const limits = { connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs }
      const client = new Client({ connectionString, ...limits })
      client.on('error', () => {})
      try {
        await client.connect()
        return await readReplicaLag(client)
      } catch {
        return null
      } finally {
        await client.end().catch(() => {})
      }
    }
  },
  async loadReadinessCheck() {
    const isReady = await getStoreDriver('postgres').loadReadinessCheck()
    return async (url, timeoutMs) => isReady({ url }, timeoutMs)
  },
}
