import type { MigrationHistory, HistoryEntry } from '../../contracts/migration-store.js'
import type { SchemaObject, SchemaRecord } from '../../contracts/schema-object.js'
import { isMissingTable } from '../client/is-missing-table.js'
import type { Item, ItemReader } from '../client/item-reader.js'

export const SCHEMA_ITEM_KEY: Item = { PK: { S: 'MIGRATION' }, SK: { S: '#schema' } }

/** The table of the history and the lock; separate, since the data table is itself created by a migration. */
export function toHistoryTableName(table: string): string {
  return `${table}-migrations`
}

/** Reads the history; `undefined` if its table does not exist. `reader` must read that table. */
export async function findHistory(reader: ItemReader): Promise<MigrationHistory | undefined> {
  const entries: HistoryEntry[] = []
  let schemaKey: string | undefined
  let start: Item | undefined
  do {
    const page = await queryHistoryPage(reader, start)
    if (page === undefined) return undefined
    for (const item of page.Items ?? []) {
      if (item.schema_key?.S !== undefined) schemaKey = item.schema_key.S
      const entry = toHistoryEntry(item)
      if (entry !== null) entries.push(entry)
    }
    start = page.LastEvaluatedKey
  } while (start !== undefined)
  return { entries, ...(schemaKey === undefined ? {} : { schemaKey }) }
}

/** Null if the item is the recorded schema. */
export function toHistoryEntry({ SK, entry }: Item): HistoryEntry | null {
  if (entry?.S === undefined) return null
  const rest: Omit<HistoryEntry, 'id'> = JSON.parse(entry.S)
  return { ...rest, id: SK?.S ?? '' }
}

/** Reads the schema that the last run recorded, if any. `table` is the todo table, which a copy of the history can have under another name. */
export async function readSchemaRecord(reader: ItemReader, table: string): Promise<SchemaRecord | undefined> {
  const item = await reader.get(SCHEMA_ITEM_KEY).catch((error: unknown) => {
    if (isMissingTable(error)) return undefined
    throw error
  })
  const text = item?.['record']?.S
  if (text === undefined) return undefined
  const record: SchemaRecord = JSON.parse(text)
  // Records of earlier versions have only the todo table.
  const recorded = item?.['table']?.S ?? record.objects[0]?.name ?? table
  return { ...record, objects: renameTable(record.objects, recorded, table) }
}

/** The todo table, with what belongs to it. */
function renameTable(objects: readonly SchemaObject[], from: string, to: string): readonly SchemaObject[] {
  if (from === to) return objects
  const renamed = new Map([
    [from, to],
    [toTimeToLiveName(from), toTimeToLiveName(to)],
  ])
  return objects.map((object) => {
    if (object.name !== from && object.parent !== from) return object
    const name = object.kind === 'index' ? object.name : (renamed.get(object.name) ?? object.name)
    return { ...object, name, ...(object.parent === undefined ? {} : { parent: to }) }
  })
}

/** The name of the schema object with the time to live of a table. */
export function toTimeToLiveName(table: string): string {
  return `${table} time to live`
}

async function queryHistoryPage(
  reader: ItemReader,
  start: Item | undefined,
): Promise<Awaited<ReturnType<ItemReader['query']>> | undefined> {
  try {
    return await reader.query({
      KeyConditionExpression: 'PK = :pk',
      ProjectionExpression: 'SK, entry, schema_key',
      ExpressionAttributeValues: { ':pk': { S: 'MIGRATION' } },
      ConsistentRead: true,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    })
  } catch (error) {
    if (isMissingTable(error)) return undefined
    throw error
  }
}
