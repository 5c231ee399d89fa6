import {
  type AttributeValue,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { RetryLater } from '../../events/event-handler.js'
import type { FamilyArchive } from '../../events/sagas/family-deletion.js'
import type { DynamodbStore } from '../../stores/dynamodb/dynamodb-store.js'
import { familyHeld, moveFamily } from './family-tombstones.js'

type Item = Record<string, AttributeValue>

/** A transaction takes 100 operations: one for the tombstone, two for each todo that moves. */
const PER_TRANSACTION = 49

/**
 * Puts a family's todos away under `PK = ARCHIVE#<saga>`, each whole in one attribute, so that no index finds it. Every
 * transaction also checks the tombstone: what an interrupted process still sends after the saga turned back is refused.
 */
export function todoFamilyArchive(store: DynamodbStore): FamilyArchive {
  return {
    async archive(familyId, sagaId) {
      if (!(await moveFamily(store, familyId, sagaId, 'deleting'))) {
        throw new Error(`Family ${familyId} is held by another deletion.`)
      }
      const move = (todo: Item): TransactWriteItem[] => putAway(store, sagaId, todo)
      await drain(
        todosOf(store, familyId),
        transaction(store, familyHeld(store, familyId, sagaId, 'deleting'), move),
      )
    },
    async restore(familyId, sagaId) {
      // Not this saga's: it never came to put anything away, or everything is already back.
      if (!(await moveFamily(store, familyId, sagaId, 'restoring'))) return
      const move = (item: Item): TransactWriteItem[] => bringBack(store, item)
      await drain(
        archived(store, sagaId),
        transaction(store, familyHeld(store, familyId, sagaId, 'restoring'), move),
      )
      await moveFamily(store, familyId, sagaId, 'restored')
    },
    async purge(familyId, sagaId) {
      await moveFamily(store, familyId, sagaId, 'deleted')
      const held = familyHeld(store, familyId, sagaId, 'deleted')
      const removal = transaction(store, held, (item) => [
        { Delete: { TableName: store.table, Key: keyOf(item) } },
      ])
      await drain(archived(store, sagaId), removal)
      await drain(todosOf(store, familyId), removal)
    },
  }
}

type Find = () => Promise<readonly Item[]>

/** Works on what is found, a page at a time, until nothing is found any more. */
async function drain(find: Find, work: (items: readonly Item[]) => Promise<void>): Promise<void> {
  for (let items = await find(); items.length > 0; items = await find()) await work(items)
}

function todosOf(store: DynamodbStore, familyId: string): Find {
  return query(store, {
    IndexName: 'GSI1',
    KeyConditionExpression: 'GSI1PK = :key',
    ExpressionAttributeValues: { ':key': { S: `FAMILY#${familyId}` } },
  })
}

function archived(store: DynamodbStore, sagaId: string): Find {
  return query(store, {
    KeyConditionExpression: 'PK = :key',
    ExpressionAttributeValues: { ':key': { S: archivePartition(sagaId) } },
    ConsistentRead: true,
  })
}

function query(store: DynamodbStore, input: Omit<QueryCommandInput, 'TableName'>): Find {
  return async () => {
    const page = new QueryCommand({ ...input, TableName: store.table, Limit: PER_TRANSACTION })
    return (await store.client.send(page)).Items ?? []
  }
}

/** Items are moved as DynamoDB gave them, never unmarshalled: what comes back is what was put away. */
function putAway(store: DynamodbStore, sagaId: string, todo: Item): TransactWriteItem[] {
  const place = { PK: { S: archivePartition(sagaId) }, SK: { S: `${todo['PK']?.S}|${todo['SK']?.S}` } }
  return [
    { Put: { TableName: store.table, Item: { ...place, todo: { M: todo } } } },
    {
      Delete: {
        TableName: store.table,
        Key: keyOf(todo),
        // Changed since it was read: read it again.
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': todo['version'] ?? { NULL: true } },
      },
    },
  ]
}

function bringBack(store: DynamodbStore, item: Item): TransactWriteItem[] {
  const { TableName, todo } = { TableName: store.table, todo: item['todo']?.M ?? {} }
  return [
    { Put: { TableName, Item: todo } },
    { Delete: { TableName, Key: keyOf(item), ConditionExpression: 'attribute_exists(PK)' } },
  ]
}

function transaction(
  store: DynamodbStore,
  held: TransactWriteItem,
  writesOf: (item: Item) => TransactWriteItem[],
): (items: readonly Item[]) => Promise<void> {
  return async (items) => {
    try {
      const TransactItems = [held, ...items.flatMap(writesOf)]
      await store.client.send(new TransactWriteItemsCommand({ TransactItems }))
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      if (error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed') {
        throw new Error('The family is no longer held by this deletion.', { cause: error })
      }
      throw new RetryLater('Todos of the family changed meanwhile.', { cause: error })
    }
  }
}

function keyOf(item: Item): Item {
  return { PK: item['PK'] ?? { S: '' }, SK: item['SK'] ?? { S: '' } }
}

function archivePartition(sagaId: string): string {
  return `ARCHIVE#${sagaId}`
}
