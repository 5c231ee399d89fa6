import type { StoreDriver } from '../driver.js'
import type { PostgresStore } from './client/postgres-store.js'
import { postgresExternal } from './engine/external.js'
import { toIamEnvironment, withoutIam } from './client/url-parameters.js'

/** What `status` shows about the server. */
export interface ServerStatus {
  /** Null if no engine is recorded. */
  readonly url: string | null
  readonly version: string | null
}

/** PostgreSQL, the store of the identity service and of the event log. */
export const postgresDriver = {
  name: 'postgres',
  title: 'PostgreSQL',
  migrationFiles: { service: 'identity', formats: ['sql'], template: 'postgres.sql' },
  external: postgresExternal,
  loadEmbeddedRecipe: async () => (await import('./engine/embedded.js')).postgresEmbedded,
  loadDockerRecipe: async () => (await import('./engine/docker.js')).postgresDocker,
  toServiceEndpoint: ({ serviceUrl, ...owner }) => ({ ...owner, url: serviceUrl ?? owner.url }),
  toEnvironment: ({ url, serviceUrl, poolUrl, readUrl }) => ({
    HOMEMANAGER_POSTGRES_URL: withoutIam(url),
    ...(serviceUrl === undefined ? {} : { HOMEMANAGER_POSTGRES_SERVICE_URL: withoutIam(serviceUrl) }),
    ...(poolUrl === undefined ? {} : { HOMEMANAGER_POSTGRES_POOL_URL: withoutIam(poolUrl) }),
    ...(readUrl === undefined ? {} : { HOMEMANAGER_POSTGRES_READ_URL: withoutIam(readUrl) }),
    ...toIamEnvironment(url),
  }),
  listOverridingVariables: () => [
    'PGSERVICE',
    'PGSERVICEFILE',
    'PGHOSTADDR',
    'PGPASSFILE',
    'PGSSLMODE',
    'PGREQUIRESSL',
    'PGREQUIREAUTH',
    'PGCHANNELBINDING',
    'PGTARGETSESSIONATTRS',
    'HOMEMANAGER_POSTGRES_SERVICE_URL',
    'HOMEMANAGER_POSTGRES_POOL_URL',
    'HOMEMANAGER_POSTGRES_READ_URL',
    'HOMEMANAGER_POSTGRES_AUTH',
  ],
  toStatusFields: ({ endpoint, version }): ServerStatus => ({
    url: endpoint?.url ?? null,
    version: version ?? null,
  }),
  summarizeStatus: ({ url, version }) => ({
    address: url ?? '',
    description: version === null ? '' : `PostgreSQL ${version}`,
  }),
  isRequestError: (error) => 'severity' in error,
  // Class 23 are integrity constraints, class 22 values that a type rejects. A trigger rejects a row with P0001. A column may be
  // missing, generated or of another type.
  isConstraintError: (error) =>
    'code' in error && /^(?:22|23|P0001|42703|42804|428C9)/.test(String(error.code)),
  loadLogParser: async () => (await import('./engine/parse-postgres-log.js')).parsePostgresLog,
  async loadClient() {
    const { openPostgresStore } = await import('./client/postgres-store.js')
    return { open: openPostgresStore }
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
  canonicalEncoding: 'utf8',
  loadRecordConverter: async () => (await import('./data/to-stored-rows.js')).toStoredRows,
  loadMonitor: async () => (await import('./monitor/monitor-postgres.js')).monitorPostgres,
  loadObserver: async () => (await import('./client/observe-postgres.js')).observePostgres,
  loadOutbox: async () => (await import('./outbox/postgres-outbox.js')).postgresOutbox,
  async loadRecords() {
    const { openPostgresRecords } = await import('./records/postgres-records.js')
    return { open: openPostgresRecords }
  },
  loadRecordEditor: async () => (await import('./edit/postgres-editor.js')).createPostgresEditor,
  loadViewReader: async () => (await import('./views/postgres-view-reader.js')).openPostgresViewReader,
  loadTypeReader: async () => (await import('./types/read-types.js')).readRowTypes,
  queryLanguage: {
    summary: 'SQL, with :name parameters',
    argument: { name: 'sql', description: 'one SQL statement' },
    hasParameters: true,
    hasKeys: false,
    canContinue: false,
    examples: [
      ['query postgres "SELECT name, member_count FROM families LIMIT 5"', 'print a table'],
      ['query postgres -f report.sql -p month=2024-10 --csv > report.csv', 'write a report to a file'],
    ],
  },
  async loadQuery() {
    const [{ queryPostgres }, { planPostgresQuery }] = await Promise.all([
      import('./query/query-postgres.js'),
      import('./query/plan-postgres-query.js'),
    ])
    return { query: queryPostgres, plan: planPostgresQuery }
  },
  async loadExplainer() {
    const { explainPostgres } = await import('./explain/explain-postgres.js')
    return { explain: explainPostgres, format: ({ text }) => text.replaceAll(/\s+/g, ' ') }
  },
  loadProbe: async () => (await import('./probe/probe-postgres.js')).probePostgres,
  loadFork: async () => (await import('./fork/postgres-fork.js')).postgresFork,
  loadPortableSnapshot: async () => (await import('./snapshot/postgres-snapshot.js')).postgresSnapshot,
  loadShell: async () => (await import('./client/to-psql-program.js')).toPsqlProgram,
} satisfies StoreDriver<'postgres', PostgresStore, ServerStatus>
