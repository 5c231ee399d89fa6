import { TABLE_SETTING_NAMES } from '../../config/settings/table-settings.js'
import type { StoreDriver } from '../driver.js'
import type { DynamodbStore } from './client/dynamodb-store.js'
import { DEFAULT_REGION } from './engine/aws-region.js'
import { dynamodbExternal } from './engine/external.js'
import { listOverridingVariables, toEnvironment } from './engine/environment.js'

/** What `status` shows about the table. */
export interface TableStatus {
  /** Null if no engine is recorded. */
  readonly endpoint: string | null
  readonly region: string
  readonly table: string
}

/** DynamoDB, the store of the todo service. */
export const dynamodbDriver = {
  name: 'dynamodb',
  title: 'DynamoDB',
  migrationFiles: {
    service: 'todo',
    formats: ['json', 'module'],
    template: 'dynamodb.json',
    codeTemplate: 'dynamodb.mjs',
    exampleStep: '{ "name": "index by tag", "addIndex": { "name": "BY_TAG", "partitionKey": "tag" } }',
  },
  external: dynamodbExternal,
  settings: {
    isConfigured: (config) =>
      dynamodbExternal.getUrl(config) !== undefined &&
      TABLE_SETTING_NAMES.some((name) => config.dynamodb[name] !== undefined),
    load: async () => (await import('./settings/dynamodb-settings.js')).dynamodbSettings,
  },
  loadEmbeddedRecipe: async () => (await import('./engine/embedded.js')).dynamodbEmbedded,
  loadDockerRecipe: async () => (await import('./engine/docker.js')).dynamodbDocker,
  toEnvironment,
  listOverridingVariables,
  toStatusFields: ({ config: { dynamodb }, endpoint }): TableStatus => ({
    endpoint: endpoint?.endpoint ?? null,
    region: endpoint?.region ?? dynamodb.region ?? DEFAULT_REGION,
    table: dynamodb.table,
  }),
  summarizeStatus: ({ endpoint, region, table }) => ({
    address: endpoint ?? '',
    description: endpoint === null ? '' : `table ${table}, ${region}`,
  }),
  isRequestError: ({ name }) => name.endsWith('Exception'),
  // The type of an index key.
  isConstraintError: ({ name, message }) =>
    name === 'ValidationException' && /type mismatch for (?:index )?key/i.test(message),
  loadLogParser: async () => (await import('./engine/parse-dynamodb-log.js')).parseDynamodbLog,
  async loadClient() {
    const { openDynamodbStore } = await import('./client/dynamodb-store.js')
    return { open: openDynamodbStore }
  },
  loadReadinessCheck: async () => (await import('./engine/is-dynamodb-ready.js')).isDynamodbReady,
  async loadMigrations() {
    const [{ compileDynamodb }, { dynamodbMigrationStore }, { runModuleStep }] = await Promise.all([
      import('./migrations/compile-dynamodb.js'),
      import('./migrations/dynamodb-migration-store.js'),
      import('./migrations/run-module-step.js'),
    ])
    return { compile: compileDynamodb, create: dynamodbMigrationStore, runModuleStep }
  },
  loadAppliedStateReader: async () => (await import('./migrations/read-applied-state.js')).readAppliedState,
  loadDataStore: async () => (await import('./data/dynamodb-data-store.js')).dynamodbDataStore,
  loadBulkImport: async () => (await import('./import/dynamodb-import.js')).dynamodbImport,
  canonicalEncoding: 'utf8',
  loadRecordConverter: async () => (await import('./data/to-stored-item.js')).toStoredItems,
  loadMonitor: async () => (await import('./monitor/monitor-dynamodb.js')).monitorDynamodb,
  loadObserver: async () => (await import('./client/observe-dynamodb.js')).observeDynamodb,
  loadOutbox: async () => (await import('./outbox/dynamodb-outbox.js')).dynamodbOutbox,
  async loadRecords() {
    const { openDynamodbRecords } = await import('./records/dynamodb-records.js')
    return { open: openDynamodbRecords }
  },
  loadRecordEditor: async () => (await import('./edit/dynamodb-editor.js')).createDynamodbEditor,
  loadViewReader: async () => (await import('./views/dynamodb-view-reader.js')).openDynamodbViewReader,
  loadTypeReader: async () => (await import('./types/read-types.js')).readItemTypes,
  queryLanguage: {
    summary: 'PartiQL, or key conditions (--pk, --sk, …)',
    argument: { name: 'partiql', description: 'one PartiQL statement' },
    hasParameters: true,
    hasKeys: true,
    canContinue: true,
    examples: [
      ['query dynamodb --index GSI1 --pk FAMILY#…', "a family's todos by due date"],
      [
        'query dynamodb \'SELECT title FROM "homemanager-todos" WHERE PK = :owner\' -p owner=USER#…',
        'PartiQL',
      ],
      ['query dynamodb \'SELECT title, due_date FROM "homemanager-todos"\'', 'read the whole table'],
    ],
  },
  async loadQuery() {
    const [{ queryDynamodb }, { queryDynamodbByKeys }] = await Promise.all([
      import('./query/query-dynamodb.js'),
      import('./query/query-dynamodb-by-keys.js'),
    ])
    return { query: queryDynamodb, queryByKeys: queryDynamodbByKeys }
  },
  async loadExplainer() {
    const [{ explainDynamodb }, { formatDynamodbRequest }] = await Promise.all([
      import('./explain/explain-dynamodb.js'),
      import('./explain/format-dynamodb-request.js'),
    ])
    return { explain: explainDynamodb, format: formatDynamodbRequest }
  },
  loadProbe: async () => (await import('./probe/probe-dynamodb.js')).probeDynamodb,
  loadFork: async () => (await import('./fork/dynamodb-fork.js')).dynamodbFork,
  loadPortableSnapshot: async () => (await import('./snapshot/dynamodb-snapshot.js')).dynamodbSnapshot,
} satisfies StoreDriver<'dynamodb', DynamodbStore, TableStatus>
