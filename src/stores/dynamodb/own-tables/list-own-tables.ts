import { paginateListTables } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { isAccessDenied } from '../client/is-access-denied.js'
import { openItemReader } from '../client/open-item-reader.js'
import { describeTable } from '../client/wait-until-active.js'
import { toHistoryTableName } from '../migrations/read-history.js'
import { listRecordedTables } from './list-recorded-tables.js'

/**
 * The tables of the project beside that of the todo service and its migration history, sorted. On a server that others may use,
 * those that its migrations have created with `createTable` or that came with a snapshot; on an engine of its own, all others too, except those of forks.
 */
export async function listOwnTables(store: DynamodbStore): Promise<readonly string[]> {
  const { endpoint } = store
  await using history = await openItemReader({ ...endpoint, table: toHistoryTableName(store.table) }, store)
  const recorded = (await listRecordedTables(history)).map(({ name }) => name)
  if ('owner' in endpoint && endpoint.owner === 'project') {
    return selectOwnTables(await listTables(store), store.table, recorded)
  }
  const found = await Promise.all(recorded.map(async (name) => exists(store, name)))
  return recorded.filter((_, index) => found[index])
}

/** Without tables that have a migration history: each is the todo table of a fork, or of the project under an earlier name. Pure. */
export function selectOwnTables(
  names: readonly string[],
  table: string,
  recorded: readonly string[],
): readonly string[] {
  const all = new Set(names)
  const migrated = names.filter((name) => all.has(toHistoryTableName(name)) && !recorded.includes(name))
  const others = new Set([table, ...migrated].flatMap((name) => [name, toHistoryTableName(name)]))
  return names.filter((name) => recorded.includes(name) || !others.has(name)).toSorted()
}

/** A table that this user may not describe is there. */
async function exists({ client }: DynamodbStore, name: string): Promise<boolean> {
  try {
    return (await describeTable(client, name)) !== undefined
  } catch (error) {
    if (isAccessDenied(error)) return true
    throw error
  }
}

/** All tables of the server. */
export async function listTables({ client }: DynamodbStore): Promise<readonly string[]> {
  const names: string[] = []
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) names.push(...TableNames)
  return names
}
