import type { MigrationStep } from '../../contracts/migration-store.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { describeTable } from '../client/wait-until-active.js'
import type { DynamodbAction } from './dynamodb-action.js'
import { readStatement } from './read-statement.js'
import { toStepError } from './to-step-error.js'

/**
 * Per step, the table that it requires, if that is neither in the database nor created by a step before it. After a step that runs
 * code, nothing is known.
 */
export async function findMissingTables(
  store: DynamodbStore,
  steps: readonly MigrationStep<DynamodbAction>[],
): Promise<readonly (string | undefined)[]> {
  const exists = new Map<string, boolean>()
  const missing: (string | undefined)[] = []
  let isUncertain = false
  for (const step of steps) {
    const { action } = step
    const table = isUncertain ? undefined : findRequiredTable(action, store.table)
    if (table !== undefined && !exists.has(table)) exists.set(table, await isTable(store, table, step))
    missing.push(table !== undefined && exists.get(table) === false ? table : undefined)
    if ('createTable' in action) exists.set(action.createTable.table ?? store.table, true)
    if ('deleteTable' in action) exists.set(action.deleteTable.table ?? store.table, false)
    if ('run' in action) isUncertain = true
  }
  return missing
}

async function isTable(store: DynamodbStore, table: string, step: MigrationStep): Promise<boolean> {
  try {
    return (await describeTable(store.client, table)) !== undefined
  } catch (error) {
    throw toStepError(step, error)
  }
}

/** The table without which the step fails. A table or an index that is deleted need not exist, nor a time to live that is disabled. */
function findRequiredTable(action: DynamodbAction, ownTable: string): string | undefined {
  if ('addIndex' in action) return action.addIndex.table ?? ownTable
  if ('timeToLive' in action)
    return action.timeToLive.attribute === undefined ? undefined : (action.timeToLive.table ?? ownTable)
  const table = 'statement' in action ? readStatement(action.statement).table : undefined
  // An ARN may be of another account.
  return table !== undefined && TABLE_NAME.test(table) ? table : undefined
}

const TABLE_NAME = /^[\w.-]{3,255}$/
