import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { LeaseRecord, LeaseTable } from '../lease.js'
import type { DynamodbStore } from './dynamodb-store.js'
import { ledgerTable } from './read-ledger.js'

const LOCK_KEY: Record<string, AttributeValue> = { PK: { S: 'LOCK' }, SK: { S: 'LOCK' } }

/** The lock as one item, changed by conditional writes. */
export function dynamodbLeaseTable(store: DynamodbStore): LeaseTable {
  return {
    store: 'dynamodb',
    async read() {
      const { Item } = await store.client.send(
        new GetItemCommand({ TableName: ledgerTable(store.table), Key: LOCK_KEY, ConsistentRead: true }),
      )
      const text = Item?.['record']?.S
      if (text === undefined) return undefined
      const record: LeaseRecord = JSON.parse(text)
      return record
    },
    async replace(seen, next) {
      const same = seen && { ':token': { S: seen.token }, ':beat': { N: String(seen.beat) } }
      try {
        await store.client.send(
          new PutItemCommand({
            TableName: ledgerTable(store.table),
            Item: {
              ...LOCK_KEY,
              token: { S: next.token },
              beat: { N: String(next.beat) },
              record: { S: JSON.stringify(next) },
            },
            ...(same
              ? { ConditionExpression: '#t = :token AND beat = :beat', ExpressionAttributeValues: same }
              : { ConditionExpression: 'attribute_not_exists(PK)' }),
            ...(same ? { ExpressionAttributeNames: { '#t': 'token' } } : {}),
          }),
        )
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        throw error
      }
    },
  }
}
