import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { type CategoryItem, getCategoryItemKey } from '../../../domain/category-item.js'
import type { TypedEvent } from '../../../domain/events/registry.js'
import { createEventHandler, type EventHandler } from '../../../events/event-handler.js'
import type { DynamodbStore } from '../../../stores/dynamodb/client/dynamodb-store.js'

type CategoryEvent = TypedEvent<
  'budget.category.created' | 'budget.category.updated' | 'budget.category.deleted'
>

/** Maintains the todo service's copy of the categories of the budget service (ADR-002, reference data). The newest version wins. */
export function replicateCategories(store: DynamodbStore): EventHandler {
  return createEventHandler({
    consumer: 'todo.replicate-categories',
    types: ['budget.category.created', 'budget.category.updated', 'budget.category.deleted'],
    async handle(event) {
      // The category of a family is no reference data.
      if (event.familyid !== undefined) return
      try {
        await store.client.send(
          new PutItemCommand({
            TableName: store.table,
            Item: marshall(toCategoryItem(event), { removeUndefinedValues: true }),
            ConditionExpression: 'attribute_not_exists(PK) OR #version < :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': { N: String(event.aggregateversion) } },
          }),
        )
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
      }
    },
  })
}

function toCategoryItem(event: CategoryEvent): CategoryItem {
  const key = {
    ...getCategoryItemKey(event.subject),
    category: event.subject,
    version: event.aggregateversion,
  }
  if (event.type === 'budget.category.deleted') return { ...key, deleted: true }
  const { label, subcategories } = event.data
  return { ...key, label, subcategories }
}
