import type { Endpoints } from '../../core/store-types.js'
import { mapStoresAsync, type PerStore, type StoreName } from '../../core/store-name.js'
import type { ViewReader } from '../../stores/contracts/view-reader.js'
import { getStoreDriver } from '../../stores/registry.js'

export interface OpenReaders extends AsyncDisposable {
  readonly readers: PerStore<ViewReader>
}

/** Opens the stores that are needed. */
export async function openReaders(
  endpoints: Endpoints,
  needed: ReadonlySet<StoreName>,
): Promise<OpenReaders> {
  const opened: ViewReader[] = []
  const readers = await mapStoresAsync(async (name) => {
    // A store that the statement does not read is not even connected to.
    if (!needed.has(name)) return undefined as unknown as ViewReader
    const reader = await openReader(name, endpoints)
    opened.push(reader)
    return reader
  })
  return {
    readers,
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map(async (each) => each[Symbol.asyncDispose]()))
    },
  }
}

async function openReader(name: StoreName, endpoints: Endpoints): Promise<ViewReader> {
  const open = await getStoreDriver(name).loadViewReader()
  return open(endpoints[name])
}
