import type { Endpoints } from '../../core/store-types.js'
import { mapStoresAsync, STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import type { RecordReader, RecordReaderOptions } from '../../stores/contracts/record-access.js'
import { getStoreDriver } from '../../stores/registry.js'
import type { StoreReaders } from '../../stores/stores.js'
import type { RecordSources } from './record-view.js'

type Readers = { readonly [Name in StoreName]: RecordReader<StoreReaders[Name]> }

/** Connects to all stores to read records, with clients that load fast, in parallel. */
export async function openRecordSources(
  endpoints: Endpoints,
  entities: EntityRegistry,
  options: RecordReaderOptions = {},
): Promise<Omit<RecordSources, 'getCachedUser'> & AsyncDisposable> {
  const open = async <Name extends StoreName>(name: Name): Promise<RecordReader<StoreReaders[Name]>> =>
    (await getStoreDriver(name).loadRecords()).open(endpoints[name], options)
  const records = (await mapStoresAsync(open)) as Readers
  return {
    entities,
    records,
    postgres: records.postgres.client,
    dynamodb: records.dynamodb.client,
    mongo: records.mongo.client,
    async [Symbol.asyncDispose]() {
      await Promise.all(STORE_NAMES.map(async (name) => records[name][Symbol.asyncDispose]()))
    },
  }
}
