import type { StoreDriver } from '../driver.js'
import type { MongoStore } from './client/mongo-store.js'
import { mongoExternal } from './engine/external.js'

/** What `status` shows about the server. */
export interface ServerStatus {
  /** Null if no engine is recorded. */
  readonly url: string | null
  readonly version: string | null
}

/** MongoDB, the store of the budget service. */
export const mongoDriver = {
  name: 'mongo',
  title: 'MongoDB',
  migrationFiles: {
    service: 'budget',
    formats: ['json', 'module'],
    template: 'mongo.json',
    codeTemplate: 'mongo.mjs',
    exampleStep:
      '{ "name": "index shops", "createIndexes": { "collection": "expenses", "indexes": [{ "name": "shop", "key": { "shop": 1 } }] } }',
  },
  external: mongoExternal,
  loadEmbeddedRecipe: async () => (await import('./engine/embedded.js')).mongoEmbedded,
  loadDockerRecipe: async () => (await import('./engine/docker.js')).mongoDocker,
  toEnvironment: ({ url }) => ({ HOMEMANAGER_MONGO_URL: url }),
  listOverridingVariables: () => [],
  toStatusFields: ({ endpoint, version }): ServerStatus => ({
    url: endpoint?.url ?? null,
    version: version ?? null,
  }),
  summarizeStatus: ({ url, version }) => ({
    address: url ?? '',
    description: version === null ? '' : `MongoDB ${version}`,
  }),
  isRequestError: (error) => /^Mongo\w*Error$/.test(error.name) && 'code' in error,
  suggestFor: (error) =>
    /retryable writes/i.test(error.message)
      ? 'Add retryWrites=false to mongo.url: this server, like Amazon DocumentDB, has no retryable writes.'
      : undefined,
  // A validator of the collection, or a unique index.
  isConstraintError: (error) => 'code' in error && (error.code === 121 || error.code === 11_000),
  loadLogParser: async () => (await import('./engine/parse-mongo-log.js')).parseMongoLog,
  async loadClient() {
    const { openMongoStore } = await import('./client/mongo-store.js')
    return { open: openMongoStore }
  },
  async loadReadinessCheck() {
    const { isMongoReady } = await import('./engine/is-mongo-ready.js')
    return async ({ url }, timeoutMs) => isMongoReady(new URL(url), timeoutMs)
  },
  async loadMigrations() {
    const [{ compileMongo }, { mongoMigrationStore }, { runModuleStep }] = await Promise.all([
      import('./migrations/compile-mongo.js'),
      import('./migrations/mongo-migration-store.js'),
      import('./migrations/run-module-step.js'),
    ])
    return { compile: compileMongo, create: mongoMigrationStore, runModuleStep }
  },
  loadAppliedStateReader: async () => (await import('./migrations/read-applied-state.js')).readAppliedState,
  loadDataStore: async () => (await import('./data/mongo-data-store.js')).mongoDataStore,
  canonicalEncoding: 'latin1',
  loadRecordConverter: async () => (await import('./data/to-stored-document.js')).toStoredDocuments,
  loadMonitor: async () => (await import('./monitor/monitor-mongo.js')).monitorMongo,
  loadObserver: async () => (await import('./client/observe-mongo.js')).observeMongo,
  loadOutbox: async () => (await import('./outbox/mongo-outbox.js')).mongoOutbox,
  async loadRecords() {
    const { openMongoRecords } = await import('./records/mongo-records.js')
    return { open: openMongoRecords }
  },
  loadRecordEditor: async () => (await import('./edit/mongo-editor.js')).createMongoEditor,
  loadViewReader: async () => (await import('./views/mongo-view-reader.js')).openMongoViewReader,
  loadTypeReader: async () => (await import('./types/read-types.js')).readDocumentTypes,
  queryLanguage: {
    summary: 'find, aggregate and other calls in mongosh syntax',
    argument: {
      name: 'text',
      description: 'for example expenses.find({...}) or expenses.aggregate([...])',
    },
    hasParameters: false,
    hasKeys: false,
    canContinue: true,
    examples: [
      ["query mongo 'expenses.find({}).sort({amount: -1}).limit(3)'", 'find documents'],
      ['query mongo -f report.js --json', 'read a pipeline from a file'],
    ],
  },
  async loadQuery() {
    const [{ queryMongo }, { planMongoQuery }] = await Promise.all([
      import('./query/query-mongo.js'),
      import('./query/plan-mongo-query.js'),
    ])
    return { query: async (store, query) => queryMongo(store, query), plan: planMongoQuery }
  },
  async loadExplainer() {
    const [{ explainMongo }, { formatMongoRequest }] = await Promise.all([
      import('./explain/explain-mongo.js'),
      import('./explain/format-mongo-request.js'),
    ])
    return { explain: explainMongo, format: formatMongoRequest }
  },
  loadProbe: async () => (await import('./probe/probe-mongo.js')).probeMongo,
  loadFork: async () => (await import('./fork/mongo-fork.js')).mongoFork,
  loadPortableSnapshot: async () => (await import('./snapshot/mongo-snapshot.js')).mongoSnapshot,
  loadShell: async () => (await import('./client/to-mongosh-program.js')).toMongoshProgram,
} satisfies StoreDriver<'mongo', MongoStore, ServerStatus>
