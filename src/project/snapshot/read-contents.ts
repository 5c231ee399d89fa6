import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/store-types.js'
import {
  mapStores,
  mapStoresAsync,
  type PerStore,
  STORE_NAMES,
  type StoreName,
} from '../../core/store-name.js'
import { TaskThread } from '../../core/task-thread/task-thread.js'
import type { DatasetFingerprint } from '../../dataset/fingerprint.js'
import { joinFingerprints, type StoreFingerprint } from '../../dataset/read-fingerprint.js'
import type { RecordedMigration } from '../../snapshots/snapshot-manifest.js'
import { getStoreDriver } from '../../stores/registry.js'
import { loadExtensions } from '../extensions/load-extensions.js'
import type { StackEngine } from '../state/stack-state.js'
import type { ReadStoreRequest } from './read-store-request.js'
import type { ProjectData } from './stopped-stack.js'

/** What the manifest of a snapshot says of the records. */
export interface StoreContents {
  readonly fingerprint: DatasetFingerprint
  readonly counts: Readonly<Record<string, number>>
  readonly histories: Histories
}

/** The migration history of each store; undefined if it has none, or it cannot be read. */
export type Histories = PerStore<readonly RecordedMigration[] | undefined>

export function toEndpoints(engines: readonly StackEngine[]): Endpoints {
  return Object.fromEntries(engines.map(({ store, endpoint }) => [store, endpoint])) as unknown as Endpoints
}

/** How the records of stores are read. Disposing releases what that requires. */
interface StoreReader extends AsyncDisposable {
  call(request: ReadStoreRequest): Promise<unknown>
}

/** With more bytes of DynamoDB and MongoDB, threads take less time than they cost. */
const MAX_BYTES_WITHOUT_THREADS = 64 * 1024 * 1024

/** Reads all records and the migration history of running engines. */
export async function createContentsReader(data: ReadableData): Promise<ContentsReader> {
  return new ContentsReader(
    data,
    (await isReadWithoutThreads(data)) ? createDirectReader : createThreadReader,
  )
}

type ReadableData = Pick<ProjectData, 'config' | 'engines' | 'files'>

/** Code of the user's project may not delay this process. The files of PostgreSQL are large also without records. */
async function isReadWithoutThreads({ config, files }: ReadableData): Promise<boolean> {
  if (files?.measure === undefined || config.extensions !== undefined) return false
  const [dynamodb, mongo] = await Promise.all([
    files.measure('dynamodb', config),
    files.measure('mongo', config),
  ])
  return dynamodb + mongo <= MAX_BYTES_WITHOUT_THREADS
}

function createThreadReader(): StoreReader {
  const thread = new TaskThread()
  return {
    call: async (request) => thread.call(request),
    [Symbol.asyncDispose]: async () => thread[Symbol.asyncDispose](),
  }
}

function createDirectReader(): StoreReader {
  return {
    call: async (request) => (await import('./read-store-request.js')).readRequestedStore(request),
    async [Symbol.asyncDispose]() {},
  }
}

/** The readers of the stores are created at once and load what they require, so that reading itself takes less time. */
class ContentsReader implements AsyncDisposable {
  readonly #config: ResolvedConfig
  readonly #endpoints: Endpoints
  readonly #readers: PerStore<StoreReader>
  readonly #prepared: Promise<unknown>

  constructor({ config, engines }: ReadableData, createReader: () => StoreReader) {
    this.#config = config
    this.#endpoints = toEndpoints(engines)
    this.#readers = mapStores(createReader)
    this.#prepared = Promise.all([
      mapStoresAsync(async (store) => this.#call('prepare-store', store)),
      ...STORE_NAMES.map(async (name) => getStoreDriver(name).loadAppliedStateReader()),
    ])
    // `prepare` throws it.
    this.#prepared.catch(() => undefined)
  }

  async prepare(): Promise<void> {
    await this.#prepared
  }

  async read(): Promise<StoreContents> {
    const [found, histories, { entities }] = await Promise.all([
      mapStoresAsync(async (store) => (await this.#call('read-store', store)) as StoreFingerprint),
      readHistories(this.#endpoints),
      loadExtensions(this.#config),
    ])
    return { ...joinFingerprints(found, entities), histories }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await mapStoresAsync(async (store) => this.#readers[store][Symbol.asyncDispose]())
  }

  async #call(type: ReadStoreRequest['type'], store: StoreName): Promise<unknown> {
    const { root, extensions } = this.#config
    const config = extensions === undefined ? { root } : { root, extensions }
    const request: ReadStoreRequest = { type, store, endpoint: this.#endpoints[store], config }
    return this.#readers[store].call(request)
  }
}

/** Reads the migration histories of running engines. */
export async function readHistories(endpoints: Endpoints): Promise<Histories> {
  return mapStoresAsync(async (name) => {
    const read = await getStoreDriver(name).loadAppliedStateReader()
    const state = await read(endpoints[name] as never).catch(() => undefined)
    return state?.history.entries.map(
      ({ id, checksum, outcome, direction, done, stepCount, startedAt, unchanged }): RecordedMigration => ({
        id,
        checksum,
        outcome,
        direction,
        done,
        stepCount,
        startedAt,
        ...(unchanged === undefined ? {} : { unchanged }),
      }),
    )
  })
}
