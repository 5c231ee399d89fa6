import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { formatCount } from '../../../core/format-count.js'
import type { MigrationStep, ReviewOptions } from '../../contracts/migration-store.js'
import { type StepWarning, UNKNOWN_CODE } from '../../contracts/step-warning.js'
import { describeTable, describeTimeToLive } from '../client/wait-until-active.js'
import type { DynamodbAction } from './dynamodb-action.js'
import { findMissingTables } from './find-missing-tables.js'
import { toStepError } from './to-step-error.js'
import type { DynamodbStore } from '../client/dynamodb-store.js'
import { type DynamodbDataEffect, findDynamodbDataEffects } from './dynamodb-data-effects.js'

/** Returns warnings per step: what it would block, delete or change given the current data. Read-only. */
export async function reviewDynamodb(
  store: DynamodbStore,
  steps: readonly MigrationStep<DynamodbAction>[],
  options: ReviewOptions = {},
): Promise<readonly (readonly StepWarning[])[]> {
  const missing = options.effectsOnly === true ? [] : await findMissingTables(store, steps)
  return Promise.all(
    steps.map(async (step, index) => {
      const table = missing[index]
      if (table !== undefined) return [{ text: `fails: there is no table ${table}`, fails: true }]
      try {
        return await reviewStep(store, step, options)
      } catch (error) {
        throw toStepError(step, error)
      }
    }),
  )
}

async function reviewStep(
  store: DynamodbStore,
  { action }: MigrationStep<DynamodbAction>,
  { effectsOnly = false }: ReviewOptions,
): Promise<readonly StepWarning[]> {
  const texts = effectsOnly ? [] : await reviewIndexes(store, action)
  const effects = await Promise.all(
    findDynamodbDataEffects(action).map(async (effect) => describeEffect(store, effect)),
  )
  return [...texts.map((text) => ({ text })), ...effects.flat()]
}

async function reviewIndexes(store: DynamodbStore, action: DynamodbAction): Promise<readonly string[]> {
  if ('addIndex' in action) {
    const { table = store.table, name } = action.addIndex
    const items = await describeContents(store, table)
    return items ? [`backfills ${name} from ${table} (${items}): slow, and consumes write capacity`] : []
  }
  if ('dropIndex' in action) {
    const { table = store.table, name } = action.dropIndex
    const items = await describeContents(store, table)
    return items ? [`breaks queries of ${table} that use ${name} (${items})`] : []
  }
  if ('timeToLive' in action && action.timeToLive.attribute === undefined) {
    const { table = store.table } = action.timeToLive
    const found = await describeTimeToLive(store.client, table)
    return found?.AttributeName === undefined
      ? []
      : [`disables time to live of ${table}, which is ${found.AttributeName}`]
  }
  if ('deleteTable' in action && action.deleteTable.table === undefined)
    return [`deletes ${store.table}, the table of the todo service: the step names no table`]
  return []
}

async function describeEffect(
  store: DynamodbStore,
  { effect, table = store.table, whole = false }: DynamodbDataEffect,
): Promise<readonly StepWarning[]> {
  // Code may use any table.
  if (effect === 'unknown')
    return (await describeTable(store.client, store.table)) === undefined ? [] : [UNKNOWN_CODE]
  const items = await describeContents(store, table)
  if (items === undefined) return []
  if (effect === 'changes') return [{ text: `changes items of ${table} (${items})`, effect }]
  const text = whole
    ? `deletes ${table}, which contains data (${items})`
    : `deletes items of ${table} (${items})`
  return [{ text, effect }]
}

/**
 * `undefined` if the table is missing or empty. DynamoDB updates its item count every few hours, so this reads one
 * item.
 */
async function describeContents(store: DynamodbStore, table: string): Promise<string | undefined> {
  const found = await describeTable(store.client, table)
  if (found === undefined) return undefined
  const { Count } = await store.client.send(new ScanCommand({ TableName: table, Limit: 1 }))
  if (!Count) return undefined
  return found.ItemCount ? `about ${formatCount(found.ItemCount, 'item')}` : 'not empty'
}
