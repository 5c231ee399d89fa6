import type { Endpoints } from '../core/endpoints.js'
import type { ServiceName } from '../core/service-name.js'
import type { StoreName } from '../core/store-name.js'
import type { RecordBatch } from '../domain/entities/registry.js'
import type { DockerRecipe } from '../providers/docker/docker-recipe.js'
import type { EmbeddedRecipe } from '../providers/embedded/embedded-recipe.js'
import type { ExternalRecipe } from '../providers/external/external-recipe.js'
import type { AppliedState } from './contracts/applied-state.js'
import type { DataStore, StoredRecord } from './contracts/data-store.js'
import type { Migration, MigrationSource, MigrationStore } from './contracts/migration-store.js'
import type { OutboxStore } from './contracts/outbox-store.js'
import type { QueryRunner } from './contracts/query.js'
import type { ShellProgram } from './contracts/shell-program.js'
import type { Stores } from './stores.js'

/**
 * Everything that homemanager knows about one store. The fields are plain data. The functions named `load…` import a
 * facet on demand, so that a command loads only the client libraries that it uses. All other code gets a driver from
 * the registry and does not distinguish the stores by name.
 */
export interface StoreDriver<Name extends StoreName = StoreName> {
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
  /** The environment variables with which programs connect to the store. */
  toEnvironment(endpoint: Endpoints[Name]): Readonly<Record<string, string>>
  /** Whether the error was thrown by the client library because the store rejected a request. */
  isRequestError(error: Error): boolean

  /** Opens connections. Loads the client library. */
  loadClient(): Promise<StoreClient<Name>>
  /** Checks over a plain socket whether an engine on this machine is ready. Does not load the client library. */
  loadReadinessCheck(): Promise<ReadinessCheck<Name>>
  /** Compiles and applies migrations. */
  loadMigrations(): Promise<StoreMigrations<Name>>
  /** Reads the migration state of a store, without loading the client library where possible. */
  loadAppliedStateReader(): Promise<(endpoint: Endpoints[Name]) => Promise<AppliedState>>
  /** Loads, reads and removes datasets. */
  loadDataStore(): Promise<(store: Stores[Name]) => DataStore>
  /** Converts a batch to the records that the store would return for it. Requires no connection. */
  loadRecordConverter(): Promise<(batch: RecordBatch) => readonly StoredRecord[]>
  /** Reads the events that services wrote with their data. */
  loadOutbox(): Promise<(store: Stores[Name]) => OutboxStore>
  /** Runs queries that a user has typed. Loads the client library. */
  loadQuery(): Promise<QueryRunner<Name>>
  /** The store's command-line client with the user's arguments. Absent if it has none. */
  loadShell?(): Promise<(endpoint: Endpoints[Name], args: readonly string[]) => ShellProgram>
}

/** Opens a store. Connects on first use. */
export interface StoreClient<Name extends StoreName = StoreName> {
  open(endpoint: Endpoints[Name]): Stores[Name]
}

/** Whether the engine accepts requests. Resolves to false after `timeoutMs` milliseconds. Never throws. */
export type ReadinessCheck<Name extends StoreName = StoreName> = (
  endpoint: Endpoints[Name],
  timeoutMs: number,
) => Promise<boolean>

export interface StoreMigrations<Name extends StoreName = StoreName> {
  /** Compiles a migration file. Requires no connection. Throws `MIGRATION_INVALID`. */
  compile(source: MigrationSource): Migration
  /** Creates the migration store of an open store. */
  create(store: Stores[Name]): MigrationStore
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
}
