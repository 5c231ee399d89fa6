import type { LeaseRecord, LeaseTable } from '../../contracts/lease.js'
import type { Item, ItemReader } from '../client/item-reader.js'
import { isConditionFailed, type ItemWriter } from '../client/item-writer.js'

const LOCK_KEY: Item = { PK: { S: 'LOCK' }, SK: { S: 'LOCK' } }

/** Whether an item of the history table is the lock. */
export function isLockItem({ PK, SK }: Item): boolean {
  return PK?.S === LOCK_KEY['PK']?.S && SK?.S === LOCK_KEY['SK']?.S
}

/** The lock as one item of the history table, changed by conditional writes. */
export function dynamodbLeaseTable(reader: ItemReader, writer: ItemWriter): LeaseTable {
  return {
    store: 'dynamodb',
    async read() {
      const text = (await reader.get(LOCK_KEY))?.['record']?.S
      if (text === undefined) return undefined
      const record: LeaseRecord = JSON.parse(text)
      return record
    },
    async replace(seen, next) {
      const expected = seen && { ':token': { S: seen.token }, ':beat': { N: String(seen.beat) } }
      try {
        await writer.put({
          Item: {
            ...LOCK_KEY,
            token: { S: next.token },
            beat: { N: String(next.beat) },
            record: { S: JSON.stringify(next) },
          },
          ...(expected
            ? {
                ConditionExpression: '#t = :token AND beat = :beat',
                ExpressionAttributeNames: { '#t': 'token' },
                ExpressionAttributeValues: expected,
              }
            : { ConditionExpression: 'attribute_not_exists(PK)' }),
        })
        return true
      } catch (error) {
        if (isConditionFailed(error)) return false
        throw error
      }
    },
  }
}
