import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { type CategoryItem, getCategoryItemKey } from '../../domain/category-item.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { EVENT_TYPES } from '../../domain/event-types.js'
import type { EventHandler } from '../../events/event-handler.js'
import type { DynamodbStore } from '../../stores/dynamodb/client/dynamodb-store.js'

/** Maintains the todo service's copy of the categories of the budget service (ADR-002, reference data). The newest version wins. */
export function replicateCategories(store: DynamodbStore): EventHandler {
  return {
    consumer: 'todo.replicate-categories',
    types: [EVENT_TYPES.categoryCreated, EVENT_TYPES.categoryUpdated, EVENT_TYPES.categoryDeleted],
    async handle(event) {
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
  }
}

function toCategoryItem(event: EventEnvelope): CategoryItem {
  const key = {
    ...getCategoryItemKey(event.subject),
    category: event.subject,
    version: event.aggregateversion,
  }
  if (event.type === EVENT_TYPES.categoryDeleted) return { ...key, deleted: true }
  const { label, subcategories } = event.data
  if (typeof label !== 'string' || !Array.isArray(subcategories)) {
    throw new TypeError(`Event ${event.id} (${event.type}) has no label or no subcategories.`)
  }
  return { ...key, label, subcategories: subcategories.map(String) }
}
