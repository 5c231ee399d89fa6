import { isRecord } from '../../../core/is-record.js'
import type { StoreMetric, StoreMonitor } from '../../contracts/store-metrics.js'
import type { MongoStore } from '../client/mongo-store.js'

const MEBIBYTE = 1024 * 1024

/** Operations, memory, connections and scans, from `serverStatus`. Requires the role `clusterMonitor` if there is authorization. */
export function monitorMongo({ client, db }: MongoStore): StoreMonitor {
  return {
    async read() {
      const status: unknown = await readStatus()
      return isRecord(status) ? [...toMetrics(status), ...(await readSize())] : []
    },
    [Symbol.dispose]() {},
  }

  /** The rights of a role may not suffice; then the server must at least respond. */
  async function readStatus(): Promise<unknown> {
    try {
      return await client.db('admin').command({ serverStatus: 1 })
    } catch {
      return db.command({ ping: 1 }).then(() => ({}))
    }
  }

  async function readSize(): Promise<readonly StoreMetric[]> {
    const stats = await db.command({ dbStats: 1 }).catch(() => undefined)
    const size: unknown = stats?.['dataSize']
    return size === undefined ? [] : [toMetric('size_bytes', 'Size of the documents.', Number(size))]
  }
}

function toMetrics(status: Readonly<Record<string, unknown>>): readonly StoreMetric[] {
  const read = (...path: readonly string[]): number | undefined => {
    let value: unknown = status
    for (const name of path) value = isRecord(value) ? value[name] : undefined
    return value === undefined ? undefined : Number(value)
  }
  const counters = isRecord(status['opcounters']) ? Object.entries(status['opcounters']) : []
  const operations: StoreMetric = {
    name: 'mongo_operations_total',
    help: 'Operations since the start of the server, by type.',
    values: counters
      .map(([type, value]) => ({ labels: { type }, value: Number(value) }))
      .filter(({ value }) => Number.isFinite(value)),
  }
  const resident = read('mem', 'resident')
  const plain: readonly (readonly [string, string, number | undefined])[] = [
    [
      'resident_memory_bytes',
      'Resident memory of the server.',
      resident === undefined ? undefined : resident * MEBIBYTE,
    ],
    ['connections', 'Connections to the server.', read('connections', 'current')],
    [
      'scanned_keys_total',
      'Index keys that queries have scanned.',
      read('metrics', 'queryExecutor', 'scanned'),
    ],
    [
      'scanned_documents_total',
      'Documents that queries have scanned.',
      read('metrics', 'queryExecutor', 'scannedObjects'),
    ],
    [
      'collection_scans_total',
      'Queries without an index.',
      read('metrics', 'queryExecutor', 'collectionScans', 'total'),
    ],
    [
      'returned_documents_total',
      'Documents that queries have returned.',
      read('metrics', 'document', 'returned'),
    ],
  ]
  return [
    operations,
    ...plain.flatMap(([name, help, value]) =>
      value === undefined || !Number.isFinite(value) ? [] : [toMetric(name, help, value)],
    ),
  ]
}

function toMetric(name: string, help: string, value: number): StoreMetric {
  return { name: `mongo_${name}`, help, values: [{ value }] }
}
