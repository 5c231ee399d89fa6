import { rm } from 'node:fs/promises'
import path from 'node:path'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import { runProgram } from '../../../providers/embedded/run-program.js'
import type { BulkContents, BulkImport } from '../../contracts/bulk-import.js'
import { openDynamodbStore } from '../client/dynamodb-store.js'
import type { Item } from '../client/item-reader.js'
import { isCheckpointItem, toCheckpointItem } from '../data/dynamodb-checkpoints.js'
import { hasNoItems } from '../data/is-empty.js'
import { isDynoxide, prepareDynoxideImport } from '../engine/dynoxide.js'
import { EXPORT_DIRECTORY, type ExportedTable, readExport } from '../snapshot/export-files.js'
import { restoreTimeToLive } from '../snapshot/restore-time-to-live.js'
import { saveDynamodb, writeExportedItems } from '../snapshot/save-dynamodb.js'
import { startTemporaryEngine } from './temporary-engine.js'

/**
 * Writes the database of dynoxide with its offline import, which takes a fifth of the time of requests. The files for it take as
 * much space as a portable snapshot.
 */
export const dynamodbImport: BulkImport<'dynamodb'> = {
  // Measured: the import, the restart and the files take 3 s; requests write 5,000 items in that time.
  minRecords: 20_000,
  supports: isDynoxide,
  async isReplaceable(endpoint, dataset) {
    await using store = openDynamodbStore(endpoint)
    return await hasNoItems(store, (item) => isCheckpointItem(item, dataset))
  },
  async write(endpoint, directory, contents) {
    const source = path.join(directory, 'export')
    const data = path.join(directory, 'data')
    await writeExport(endpoint, source, contents)
    const { tables } = await readExport(source)
    await importTables(source, data, contents.signal)
    await rm(source, { recursive: true })
    await applyTimeToLive(endpoint, data, tables)
  },
}

/** The schema and the migration history of the running engine, whose other tables are empty, with the records. */
async function writeExport(
  endpoint: DynamodbEndpoint,
  directory: string,
  contents: BulkContents,
): Promise<void> {
  const options = { signal: contents.signal, onProgress: () => {} }
  // The database that is replaced belongs to the project, with all tables.
  const all = 'credentials' in endpoint ? endpoint : { ...endpoint, owner: 'project' as const }
  await saveDynamodb(all, directory, options)
  const target = path.join(directory, EXPORT_DIRECTORY, endpoint.table)
  await writeExportedItems(endpoint.table, listItems(contents), target, { records: 0, bytes: 0 }, options)
}

async function* listItems({ entities, batches, checkpoint }: BulkContents): AsyncGenerator<Item> {
  for await (const batch of batches) {
    for (const { plural } of entities.ofStore('dynamodb')) {
      const records: readonly object[] = batch[plural] ?? []
      for (const record of records) yield marshall(record)
    }
  }
  yield toCheckpointItem(checkpoint)
}

async function importTables(source: string, data: string, signal: AbortSignal): Promise<void> {
  const files = { source: path.join(source, EXPORT_DIRECTORY), schema: path.join(source, 'schema.json') }
  const launch = await prepareDynoxideImport(data, files)
  if (launch === undefined) throw new TypeError('dynoxide is running, so it is installed.')
  const { ok, output } = await runProgram(launch.command, launch.args, { signal })
  if (!ok) throw new Error(`dynoxide import failed: ${output.trim().split('\n').at(-1)}`)
}

/** The import disables it, and the running engine must never have the records without it. */
async function applyTimeToLive(
  endpoint: DynamodbEndpoint,
  data: string,
  tables: readonly ExportedTable[],
): Promise<void> {
  await using engine = await startTemporaryEngine(endpoint, data)
  for (const table of tables) {
    await using store = openDynamodbStore({ ...engine.endpoint, table: table.name })
    await restoreTimeToLive(store.client, table.name, table)
  }
}
