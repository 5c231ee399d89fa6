import { createReadStream, existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import type { TableDescription, TimeToLiveDescription } from '@aws-sdk/client-dynamodb'
import { isRecord } from '../../../core/is-record.js'
import { portableSnapshotInvalid } from '../../contracts/portable-snapshot-invalid.js'
import type { Item } from '../client/item-reader.js'
import { toHistoryTableName } from '../migrations/read-history.js'

/** Which table is which. Snapshots of versions that saved no own tables lack it. */
export const TABLES_FILE = 'tables.json'
/** The directory that exports of DynamoDB to S3 have. */
export const EXPORT_DIRECTORY = 'AWSDynamoDB'
/** As `aws dynamodb describe-table` prints it. */
export const TABLE_FILE = 'table.json'
/** As `aws dynamodb describe-time-to-live` prints it. */
export const TIME_TO_LIVE_FILE = 'time-to-live.json'
export const DATA_DIRECTORY = 'data'

/** The table of the todo service, its migration history, or another table of the project. */
export type TableRole = 'todos' | 'migrations' | 'own'

/** An element of `tables.json`. */
export interface TableEntry {
  readonly name: string
  readonly role: TableRole
}

export interface ExportedTable extends TableEntry {
  readonly directory: string
  readonly description: TableDescription
  readonly timeToLive: TimeToLiveDescription
}

export interface Export {
  readonly tables: readonly ExportedTable[]
  /** Whether it has all own tables that there were. False for snapshots of versions that saved none. */
  readonly hasOwnTables: boolean
}

export async function readExport(directory: string): Promise<Export> {
  const root = path.join(directory, EXPORT_DIRECTORY)
  const names = (await readdir(root)).toSorted()
  const entries = await readEntries(path.join(directory, TABLES_FILE))
  const tables = await Promise.all(
    (entries ?? toEarlierEntries(names)).map(async ({ name, role }) => {
      const table = path.join(root, name)
      return {
        name,
        role,
        directory: table,
        description: (await readJson(path.join(table, TABLE_FILE), 'Table')) as TableDescription,
        timeToLive: (await readJson(
          path.join(table, TIME_TO_LIVE_FILE),
          'TimeToLiveDescription',
        )) as TimeToLiveDescription,
      }
    }),
  )
  return { tables, hasOwnTables: entries !== undefined }
}

/** Reads the items of all files of a table. */
export async function* readExportedItems(table: ExportedTable): AsyncGenerator<Item> {
  const data = path.join(table.directory, DATA_DIRECTORY)
  for (const name of (await readdir(data)).filter((each) => each.endsWith('.json.gz')).toSorted()) {
    const file = path.join(data, name)
    const source = createReadStream(file)
    const text = createGunzip()
    source.on('error', (error) => text.destroy(error))
    try {
      for await (const line of createInterface({ input: source.pipe(text), crlfDelay: Infinity })) {
        const { Item } = JSON.parse(line) as { readonly Item: Item }
        yield Item
      }
      // The lines end quietly if the compressed text does.
      if (text.errored) throw text.errored
    } catch (error) {
      throw portableSnapshotInvalid(file, error)
    } finally {
      source.destroy()
    }
  }
}

async function readEntries(file: string): Promise<readonly TableEntry[] | undefined> {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(await readFile(file, 'utf8')) as readonly TableEntry[]
  } catch (error) {
    throw portableSnapshotInvalid(file, error)
  }
}

function toEarlierEntries(names: readonly string[]): readonly TableEntry[] {
  const histories = new Set(names.map(toHistoryTableName))
  return names.map((name) => ({ name, role: histories.has(name) ? 'migrations' : 'todos' }))
}

async function readJson(file: string, field: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (isRecord(value) && isRecord(value[field])) return value[field]
    throw new SyntaxError(`It has no ${field}.`)
  } catch (error) {
    throw portableSnapshotInvalid(file, error)
  }
}
