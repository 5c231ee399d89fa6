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
import { checkFamilyState, transitionFamily } from './family-tombstones.js'

type AttributeMap = Record<string, AttributeValue>

/** A transaction takes 100 operations: one for the tombstone, two for each todo that moves. */
const MAX_TODOS_PER_TRANSACTION = 49

/**
 * Puts a family's todos away under `PK = ARCHIVE#<saga>`, each whole in one attribute, so that no index finds it. Every
 * transaction also checks the tombstone: what an interrupted process still sends after the saga turned back is refused.
 */
export function createTodoFamilyArchive(store: DynamodbStore): FamilyArchive {
  return {
    async archive(familyId, sagaId) {
      if (!(await transitionFamily(store, familyId, sagaId, 'deleting'))) {
        throw new Error(`Family ${familyId} is held by another deletion.`)
      }
      const move = (todo: AttributeMap): TransactWriteItem[] => toArchiveWrites(store, sagaId, todo)
      await drain(
        findFamilyTodos(store, familyId),
        createArchiveWriter(store, checkFamilyState(store, familyId, sagaId, 'deleting'), move),
      )
    },
    async restore(familyId, sagaId) {
      // Not this saga's: it never came to put anything away, or everything is already back.
      if (!(await transitionFamily(store, familyId, sagaId, 'restoring'))) return
      const move = (item: AttributeMap): TransactWriteItem[] => toRestoreWrites(store, item)
      await drain(
        findArchivedTodos(store, sagaId),
        createArchiveWriter(store, checkFamilyState(store, familyId, sagaId, 'restoring'), move),
      )
      await transitionFamily(store, familyId, sagaId, 'restored')
    },
    async purge(familyId, sagaId) {
      await transitionFamily(store, familyId, sagaId, 'deleted')
      const held = checkFamilyState(store, familyId, sagaId, 'deleted')
      const removal = createArchiveWriter(store, held, (item) => [
        { Delete: { TableName: store.table, Key: toRawKey(item) } },
      ])
      await drain(findArchivedTodos(store, sagaId), removal)
      await drain(findFamilyTodos(store, familyId), removal)
    },
  }
}

type ReadPage = () => Promise<readonly AttributeMap[]>

/** Works on what is found, a page at a time, until nothing is found any more. */
async function drain(find: ReadPage, work: (items: readonly AttributeMap[]) => Promise<void>): Promise<void> {
  for (let items = await find(); items.length > 0; items = await find()) await work(items)
}

function findFamilyTodos(store: DynamodbStore, familyId: string): ReadPage {
  return createPageReader(store, {
    IndexName: 'GSI1',
    KeyConditionExpression: 'GSI1PK = :key',
    ExpressionAttributeValues: { ':key': { S: `FAMILY#${familyId}` } },
  })
}

function findArchivedTodos(store: DynamodbStore, sagaId: string): ReadPage {
  return createPageReader(store, {
    KeyConditionExpression: 'PK = :key',
    ExpressionAttributeValues: { ':key': { S: toArchivePartition(sagaId) } },
    ConsistentRead: true,
  })
}

function createPageReader(store: DynamodbStore, input: Omit<QueryCommandInput, 'TableName'>): ReadPage {
  return async () => {
    const page = new QueryCommand({ ...input, TableName: store.table, Limit: MAX_TODOS_PER_TRANSACTION })
    return (await store.client.send(page)).Items ?? []
  }
}

/** Items are moved as DynamoDB gave them, never unmarshalled: what comes back is what was put away. */
function toArchiveWrites(store: DynamodbStore, sagaId: string, todo: AttributeMap): TransactWriteItem[] {
  const location = { PK: { S: toArchivePartition(sagaId) }, SK: { S: `${todo['PK']?.S}|${todo['SK']?.S}` } }
  return [
    { Put: { TableName: store.table, Item: { ...location, todo: { M: todo } } } },
    {
      Delete: {
        TableName: store.table,
        Key: toRawKey(todo),
        // Changed since it was read: read it again.
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': todo['version'] ?? { NULL: true } },
      },
    },
  ]
}

function toRestoreWrites(store: DynamodbStore, item: AttributeMap): TransactWriteItem[] {
  const { TableName, todo } = { TableName: store.table, todo: item['todo']?.M ?? {} }
  return [
    { Put: { TableName, Item: todo } },
    { Delete: { TableName, Key: toRawKey(item), ConditionExpression: 'attribute_exists(PK)' } },
  ]
}

function createArchiveWriter(
  store: DynamodbStore,
  held: TransactWriteItem,
  writesOf: (item: AttributeMap) => TransactWriteItem[],
): (items: readonly AttributeMap[]) => Promise<void> {
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

function toRawKey(item: AttributeMap): AttributeMap {
  return { PK: item['PK'] ?? { S: '' }, SK: item['SK'] ?? { S: '' } }
}

function toArchivePartition(sagaId: string): string {
  return `ARCHIVE#${sagaId}`
}
