import type { StoreDriver } from '../driver.js'
import { postgresExternal } from './engine/external.js'

/** PostgreSQL, the store of the identity service and of the event log. */
export const postgresDriver: StoreDriver<'postgres'> = {
  name: 'postgres',
  title: 'PostgreSQL',
  migrationFiles: { service: 'identity', formats: ['sql'], template: 'postgres.sql' },
  external: postgresExternal,
  loadEmbeddedRecipe: async () => (await import('./engine/embedded.js')).postgresEmbedded,
  loadDockerRecipe: async () => (await import('./engine/docker.js')).postgresDocker,
  toEnvironment: ({ url, poolUrl }) => ({
    HOMEMANAGER_POSTGRES_URL: url,
    ...(poolUrl === undefined ? {} : { HOMEMANAGER_POSTGRES_POOL_URL: poolUrl }),
  }),
  isRequestError: (error) => 'severity' in error,
  async loadClient() {
    const { openPostgresStore } = await import('./client/postgres-store.js')
    return { open: (endpoint) => openPostgresStore(endpoint) }
  },
  async loadReadinessCheck() {
    const { isPostgresReady } = await import('./engine/is-postgres-ready.js')
    return async ({ url }, timeoutMs) => isPostgresReady(new URL(url), timeoutMs)
  },
  async loadMigrations() {
    const [{ compileSql }, { postgresMigrationStore }] = await Promise.all([
      import('./migrations/compile-sql.js'),
      import('./migrations/postgres-migration-store.js'),
    ])
    return { compile: compileSql, create: postgresMigrationStore }
  },
  loadAppliedStateReader: async () => (await import('./migrations/read-applied-state.js')).readAppliedState,
  loadDataStore: async () => (await import('./data/postgres-data-store.js')).postgresDataStore,
  loadRecordConverter: async () => (await import('./data/to-stored-rows.js')).toStoredRows,
  loadOutbox: async () => (await import('./outbox/postgres-outbox.js')).postgresOutbox,
  loadQuery: async () => ({ query: (await import('./query/query-postgres.js')).queryPostgres }),
  loadShell: async () => (await import('./client/to-psql-program.js')).toPsqlProgram,
}
