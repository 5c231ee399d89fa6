import type { ResolvedConfig } from '../config/resolved-config.js'
import type { Endpoints } from '../core/store-types.js'
import type { LogLineParser } from '../core/log-entry.js'
import type { ServiceName } from '../core/service-name.js'
import type { StoreName } from '../core/store-name.js'
import type { EntityRegistry, RecordBatch } from '../domain/entities/registry.js'
import type { DockerRecipe } from '../providers/docker/docker-recipe.js'
import type { EmbeddedRecipe } from '../providers/embedded/embedded-recipe.js'
import type { ExternalRecipe } from '../providers/external/external-recipe.js'
import type { AppliedState } from './contracts/applied-state.js'
import type { BulkImport } from './contracts/bulk-import.js'
import type { DeclaredType } from './contracts/declared-type.js'
import type { DataStore, StoredRecord } from './contracts/data-store.js'
import type {
  Migration,
  MigrationSource,
  MigrationStep,
  MigrationStore,
  StepContext,
} from './contracts/migration-store.js'
import type { OutboxStore } from './contracts/outbox-store.js'
import type { PortableSnapshot } from './contracts/portable-snapshot.js'
import type { StoreProbe } from './contracts/probe.js'
import type { ViewReader } from './contracts/view-reader.js'
import type { QueryRunner } from './contracts/query.js'
import type { ShellProgram } from './contracts/shell-program.js'
import type { StoreFork } from './contracts/store-fork.js'
import type { RecordEditor } from './contracts/record-editor.js'
import type { RecordReader, RecordReaderOptions } from './contracts/record-access.js'
import type { RequestExplainer } from './contracts/explain.js'
import type { ObserveRequests } from './contracts/observe-requests.js'
import type { Store } from './contracts/store.js'
import type { MonitorStore } from './contracts/store-metrics.js'
import type { StoreSettings } from './contracts/store-settings.js'
import type { StoreLimits } from './contracts/store-limits.js'
import type { StatusFields, StatusSummary } from './contracts/store-status.js'

/**
 * Everything that homemanager knows about one store. The fields are plain data. The functions named `load…` import a
 * facet on demand, so that a command loads only the client libraries that it uses. All other code gets a driver from
 * the registry and does not distinguish the stores by name. `Opened` is the open store, `Fields` what `status` shows, and
 * `Reader` the client that only reads.
 */
export interface StoreDriver<
  Name extends StoreName = StoreName,
  Opened extends Store = Store,
  Fields extends StatusFields = StatusFields,
  Reader = unknown,
> {
  readonly name: Name
  /** The name of the product, for messages: `PostgreSQL`. */
  readonly title: string
  readonly migrationFiles: MigrationFiles
  /** How to connect to a server that runs outside of homemanager. */
  readonly external: ExternalRecipe<Name>
  /** How to run the engine as a process. */
  loadEmbeddedRecipe(): Promise<EmbeddedRecipe<Name>>
  /** How to run the engine as a container. */
  loadDockerRecipe(): Promise<DockerRecipe<Name>>
  /** The endpoint for the services, if they connect with fewer rights than commands. Default: the same endpoint. */
  toServiceEndpoint?(endpoint: Endpoints[Name]): Endpoints[Name]
  /** The environment variables with which programs connect to the store. */
  toEnvironment(endpoint: Endpoints[Name]): Readonly<Record<string, string>>
  /** Variables that take precedence over these in the client libraries, or that change how they connect. */
  listOverridingVariables(endpoint: Endpoints[Name]): readonly string[]
  /** What `status` shows about the store in addition to its status; the fields of `stores.<name>` in its JSON. */
  toStatusFields(status: {
    readonly config: ResolvedConfig
    /** Undefined if no engine is recorded. */
    readonly endpoint: Endpoints[Name] | undefined
    readonly version: string | undefined
  }): Fields
  /** What the text of `status` shows of these fields. */
  summarizeStatus(fields: Fields): StatusSummary
  /** Whether the error was thrown by the client library because the store rejected a request. */
  isRequestError(error: Error): boolean
  /** Whether such an error means that a constraint, for example of the user's own schema, rejects the data. */
  isConstraintError(error: Error): boolean
  /** How to resolve an error of the client that `isRequestError` accepts; undefined if nothing special is known. */
  suggestFor?(error: Error): string | undefined

  /** Parses the lines of the engine's log. */
  loadLogParser(): Promise<LogLineParser>
  /** Opens connections. Loads the client library. */
  loadClient(): Promise<StoreClient<Name, Opened>>
  /** Checks over a plain socket whether an engine on this machine is ready. Does not load the client library. */
  loadReadinessCheck(): Promise<ReadinessCheck<Name>>
  /** Compiles and applies migrations. */
  loadMigrations(): Promise<StoreMigrations<Opened>>
  /** Settings of a database that are configured rather than migrated. Absent if the store has none. */
  readonly settings?: {
    /** Whether the configuration has any, and homemanager does not run the server itself. */
    isConfigured(config: ResolvedConfig): boolean
    load(): Promise<StoreSettings<Opened>>
  }
  /** Reads the migration state of a store, without loading the client library where possible. */
  loadAppliedStateReader(): Promise<(endpoint: Endpoints[Name]) => Promise<AppliedState>>
  /** Loads, reads and removes datasets. */
  loadDataStore(): Promise<(store: Opened, entities: EntityRegistry) => DataStore>
  /** The encoding of `StoredRecord.canonical`: with it, the string has as many bytes as the record. */
  readonly canonicalEncoding: 'utf8' | 'latin1'
  /** Converts a batch to the records that the store would return for it. Requires no connection. */
  loadRecordConverter(): Promise<(batch: RecordBatch, entities: EntityRegistry) => readonly StoredRecord[]>
  /** Reads the events that services wrote with their data. */
  loadOutbox(): Promise<(store: Opened) => OutboxStore>
  /** Measures the requests of an open store, for metrics. */
  loadObserver(): Promise<ObserveRequests<Opened>>
  /** Reads what the database says about itself, for `/metrics`. */
  loadMonitor(): Promise<MonitorStore<Opened>>
  /** Finds the records of entities for `inspect`. */
  loadRecords(): Promise<RecordsClient<Name, Reader>>
  /** Changes fields of records that no service changes. Loads the client library. */
  loadRecordEditor(): Promise<(store: Opened) => RecordEditor>
  /** Opens a reader for SQL across stores. */
  loadViewReader(): Promise<(endpoint: Endpoints[Name]) => Promise<ViewReader>>
  /** Reads the TypeScript types of what the store contains from its live schema. Loads the client library. */
  loadTypeReader(): Promise<(store: Opened, entities: EntityRegistry) => Promise<readonly DeclaredType[]>>
  /** Writes the files of the embedded engine. Absent if requests to the engine are as fast. */
  loadBulkImport?(): Promise<BulkImport<Name>>
  readonly queryLanguage: QueryLanguage
  /** Runs queries that a user has typed. Loads the client library. */
  loadQuery(): Promise<QueryRunner<Opened>>
  /** Measures the requests of access patterns. Loads the client library. */
  loadExplainer(): Promise<RequestExplainer<Name, Opened>>
  /** Checks what the server permits and guarantees. Loads the client library. */
  loadProbe(): Promise<StoreProbe<Opened>>
  /** Copies the store for one test. */
  loadFork(): Promise<StoreFork<Name>>
  /** Saves and restores the store in files that other programs read. */
  loadPortableSnapshot(): Promise<PortableSnapshot<Name>>
  /** The store's command-line client with the user's arguments. Absent if it has none. */
  loadShell?(): Promise<
    (endpoint: Endpoints[Name], args: readonly string[]) => ShellProgram | Promise<ShellProgram>
  >
}

/** Opens a store. Connects on first use. */
export interface StoreClient<Name extends StoreName = StoreName, Opened extends Store = Store> {
  open(endpoint: Endpoints[Name], limits?: StoreLimits): Opened
}

/** Opens a connection that only reads, with a client that loads faster than that of `StoreClient` where there is one. */
export interface RecordsClient<Name extends StoreName = StoreName, Reader = unknown> {
  open(endpoint: Endpoints[Name], options: RecordReaderOptions): Promise<RecordReader<Reader>>
}

/** Whether the engine accepts requests. Resolves to false after `timeoutMs` milliseconds. Never throws. */
export type ReadinessCheck<Name extends StoreName = StoreName> = (
  endpoint: Endpoints[Name],
  timeoutMs: number,
) => Promise<boolean>

export interface StoreMigrations<Opened extends Store = Store> {
  /** Compiles a migration file. Requires no connection. Throws `MIGRATION_INVALID`. */
  compile(source: MigrationSource): Migration
  /** Creates the migration store of an open store. */
  create(store: Opened): MigrationStore
  /** Runs the function of a module's step, in a thread for user code. Absent if the store has no modules. */
  runModuleStep?(store: Opened, step: MigrationStep, context: StepContext): Promise<void>
}

/** The store's own query language, for the help of `query`. */
export interface QueryLanguage {
  readonly summary: string
  /** The argument with the query text: its name in the usage line, and its description. */
  readonly argument: { readonly name: string; readonly description: string }
  /** Whether a query may have `:name` parameters. */
  readonly hasParameters: boolean
  /** Whether records can also be read by their keys: `queryByKeys` of the runner. */
  readonly hasKeys: boolean
  /** Whether a query continues where a previous one ended. */
  readonly canContinue: boolean
  /** `[command line without "homemanager", what it does]`. */
  readonly examples: readonly (readonly [string, string])[]
}

/** The migration files of a store. */
export interface MigrationFiles {
  /** The service that owns the store: its migrations create the schema. */
  readonly service: ServiceName
  /** The formats that `loadMigrations` can compile. */
  readonly formats: readonly MigrationSource['format'][]
  /** The template of a new migration: a file in `templates/migrations`. */
  readonly template: string
  /** The template of a new data migration, which is written in code. Default: `template`. */
  readonly codeTemplate?: string
  /** A step in the format of `template`, for a template that has no place for examples. */
  readonly exampleStep?: string
}
