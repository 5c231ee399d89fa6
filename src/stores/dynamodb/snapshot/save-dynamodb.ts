import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { TableDescription } from '@aws-sdk/client-dynamodb'
import { createPrivateDirectory } from '../../../core/create-directory.js'
import { joinChunks } from '../../../core/join-chunks.js'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import type { PortableOptions, PortablePart, PortableTable } from '../../contracts/portable-snapshot.js'
import { type DynamodbStore, openDynamodbStore } from '../client/dynamodb-store.js'
import type { Item } from '../client/item-reader.js'
import { scanTable } from '../client/scan-table.js'
import { describeTable, describeTimeToLive } from '../client/wait-until-active.js'
import { isLockItem } from '../migrations/dynamodb-lease-table.js'
import { toHistoryTableName } from '../migrations/read-history.js'
import { listOwnTables } from '../own-tables/list-own-tables.js'
import { isRecordedTable } from '../own-tables/recorded-tables.js'
import {
  DATA_DIRECTORY,
  EXPORT_DIRECTORY,
  TABLE_FILE,
  type TableEntry,
  TABLES_FILE,
  TIME_TO_LIVE_FILE,
} from './export-files.js'

const ITEMS_PER_FILE = 100_000

/**
 * Writes the table, its migration history and the own tables of the project as DynamoDB exports tables to S3, in
 * `DYNAMODB_JSON`. `schema.json` has the descriptions of all tables, for `dynoxide import`.
 */
export async function saveDynamodb(
  endpoint: DynamodbEndpoint,
  directory: string,
  options: PortableOptions,
): Promise<PortablePart> {
  const root = path.join(directory, EXPORT_DIRECTORY)
  createPrivateDirectory(root)
  const counts = { records: 0, bytes: 0 }
  const tables: PortableTable[] = []
  const descriptions: { readonly Table: TableDescription }[] = []
  const entries: TableEntry[] = []
  const listed = await listTables(endpoint)
  for (const { name, role } of listed) {
    await using store = openDynamodbStore({ ...endpoint, table: name })
    const description = await describeTable(store.client, name)
    if (description === undefined) continue
    entries.push({ name, role })
    descriptions.push({ Table: description })
    const target = path.join(root, name)
    createPrivateDirectory(path.join(target, DATA_DIRECTORY))
    const timeToLive = await describeTimeToLive(store.client, name)
    await writeJson(path.join(target, TABLE_FILE), { Table: description })
    await writeJson(path.join(target, TIME_TO_LIVE_FILE), { TimeToLiveDescription: timeToLive ?? {} })
    const before = counts.records
    const isSaved = role === 'migrations' ? createHistoryFilter(listed) : () => true
    await writeExportedItems(name, readItems(store, isSaved, options.signal), target, counts, options)
    tables.push({ name, records: counts.records - before })
  }
  await writeJson(path.join(directory, 'schema.json'), descriptions)
  await writeJson(path.join(directory, TABLES_FILE), entries)
  return { ...counts, tables }
}

async function listTables(endpoint: DynamodbEndpoint): Promise<readonly TableEntry[]> {
  await using store = openDynamodbStore(endpoint)
  const own = await listOwnTables(store)
  return [
    { name: store.table, role: 'todos' },
    { name: toHistoryTableName(store.table), role: 'migrations' },
    ...own.map((name) => ({ name, role: 'own' as const })),
  ]
}

/** Writes the data files of a table, and their manifest, in place of those that are there. */
export async function writeExportedItems(
  table: string,
  items: AsyncGenerator<Item>,
  target: string,
  counts: { records: number; bytes: number },
  { signal, onProgress }: PortableOptions,
): Promise<void> {
  const manifest: string[] = []
  let next = await items.next()
  for (let number = 0; number === 0 || next.done !== true; number++) {
    const dataFile = `${String(number).padStart(6, '0')}.json.gz`
    const md5 = createHash('md5')
    let itemCount = 0
    async function* lines(): AsyncGenerator<string> {
      for (; next.done !== true && itemCount < ITEMS_PER_FILE; next = await items.next()) {
        itemCount++
        if (++counts.records % 1000 === 0) onProgress(counts.records, counts.bytes)
        yield `${JSON.stringify({ Item: next.value })}\n`
      }
    }
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        counts.bytes += chunk.length
        md5.update(chunk)
        done(undefined, chunk)
      },
    })
    const file = createWriteStream(path.join(target, DATA_DIRECTORY, dataFile), { mode: 0o600 })
    const chunks = Readable.from(joinChunks(lines()), { objectMode: false })
    await pipeline(chunks, createGzip({ level: 1 }), measure, file, { signal })
    manifest.push(
      JSON.stringify({
        itemCount,
        md5Checksum: md5.digest('base64'),
        etag: null,
        dataFileS3Key: `${EXPORT_DIRECTORY}/${table}/${DATA_DIRECTORY}/${dataFile}`,
      }),
    )
    onProgress(counts.records, counts.bytes)
  }
  await writeFile(path.join(target, 'manifest-files.json'), `${manifest.join('\n')}\n`, { mode: 0o600 })
}

async function* readItems(
  store: DynamodbStore,
  isSaved: (item: Item) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Item> {
  for await (const items of scanTable(store)) {
    signal.throwIfAborted()
    yield* items.filter(isSaved)
  }
}

/**
 * Without the lock of a migration, whose holder does not run where the snapshot is restored, and without the records of tables that
 * were deleted by hand, since another project may have one of that name there.
 */
function createHistoryFilter(tables: readonly TableEntry[]): (item: Item) => boolean {
  const own = new Set(tables.flatMap(({ name, role }) => (role === 'own' ? [name] : [])))
  return (item) => !isLockItem(item) && (!isRecordedTable(item) || own.has(item['SK']?.S ?? ''))
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 })
}
