import {
  type AttributeValue,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { RetryLater } from '../../../events/event-handler.js'
import type { FamilyArchive } from '../../../events/sagas/family-deletion.js'
import type { DynamodbRequest } from '../../../core/store-types.js'
import type { DynamodbStore } from '../../../stores/dynamodb/client/dynamodb-store.js'
import { archivedTodos, todosOfFamily } from '../access-patterns/todo-patterns.js'
import { checkFamilyState, transitionFamily } from '../repository/family-tombstones.js'

type AttributeMap = Record<string, AttributeValue>

/** A transaction has at most 100 operations: one for the tombstone, two for each todo. */
const MAX_TODOS_PER_TRANSACTION = 49

/**
 * Archives the todos of a family under `PK = ARCHIVE#<saga>`, each as one attribute, so that no index contains them. Every
 * transaction also checks the tombstone, so that late writes of an interrupted process fail after the saga has compensated.
 */
export function createTodoFamilyArchive(store: DynamodbStore): FamilyArchive {
  return {
    async archive(familyId, sagaId) {
      if (!(await transitionFamily(store, familyId, sagaId, 'deleting'))) {
        throw new Error(`Family ${familyId} is locked by another deletion.`)
      }
      const move = (todo: AttributeMap): TransactWriteItem[] => toArchiveWrites(store, sagaId, todo)
      await drain(
        findFamilyTodos(store, familyId),
        createArchiveWriter(store, checkFamilyState(store, familyId, sagaId, 'deleting'), move),
      )
    },
    async restore(familyId, sagaId) {
      // False: this saga has archived nothing, or everything is already restored.
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
      const tombstoneCheck = checkFamilyState(store, familyId, sagaId, 'deleted')
      const removal = createArchiveWriter(store, tombstoneCheck, (item) => [
        { Delete: { TableName: store.table, Key: toRawKey(item) } },
      ])
      await drain(findArchivedTodos(store, sagaId), removal)
      await drain(findFamilyTodos(store, familyId), removal)
    },
  }
}

type ReadPage = () => Promise<readonly AttributeMap[]>

/** Processes one page at a time until `find` returns no items. */
async function drain(find: ReadPage, work: (items: readonly AttributeMap[]) => Promise<void>): Promise<void> {
  for (let items = await find(); items.length > 0; items = await find()) await work(items)
}

function findFamilyTodos(store: DynamodbStore, familyId: string): ReadPage {
  return createPageReader(store, todosOfFamily.request(familyId, MAX_TODOS_PER_TRANSACTION))
}

function findArchivedTodos(store: DynamodbStore, sagaId: string): ReadPage {
  return createPageReader(store, archivedTodos.request(toArchivePartition(sagaId), MAX_TODOS_PER_TRANSACTION))
}

function createPageReader(store: DynamodbStore, request: DynamodbRequest): ReadPage {
  return async () => {
    const page = new QueryCommand({ ...request, TableName: store.table })
    return (await store.client.send(page)).Items ?? []
  }
}

/** Items are copied in DynamoDB's format, never unmarshalled, so that a restored item is identical. */
function toArchiveWrites(store: DynamodbStore, sagaId: string, todo: AttributeMap): TransactWriteItem[] {
  const location = { PK: { S: toArchivePartition(sagaId) }, SK: { S: `${todo['PK']?.S}|${todo['SK']?.S}` } }
  return [
    { Put: { TableName: store.table, Item: { ...location, todo: { M: todo } } } },
    {
      Delete: {
        TableName: store.table,
        Key: toRawKey(todo),
        // Fails if the todo was changed since it was read; the step is then retried.
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
  tombstoneCheck: TransactWriteItem,
  toWrites: (item: AttributeMap) => TransactWriteItem[],
): (items: readonly AttributeMap[]) => Promise<void> {
  return async (items) => {
    try {
      const TransactItems = [tombstoneCheck, ...items.flatMap(toWrites)]
      await store.client.send(new TransactWriteItemsCommand({ TransactItems }))
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      if (error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed') {
        throw new Error('The family is no longer locked by this deletion.', { cause: error })
      }
      throw new RetryLater('Todos of the family were changed by another request.', { cause: error })
    }
  }
}

function toRawKey(item: AttributeMap): AttributeMap {
  return { PK: item['PK'] ?? { S: '' }, SK: item['SK'] ?? { S: '' } }
}

function toArchivePartition(sagaId: string): string {
  return `ARCHIVE#${sagaId}`
}
