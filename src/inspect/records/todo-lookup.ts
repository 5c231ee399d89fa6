import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Item, ItemReader } from '../../stores/dynamodb/item-reader.js'
import type { PlainRecord } from './record-view.js'

export interface ItemPage {
  readonly items: readonly PlainRecord[]
  readonly next?: () => Promise<ItemPage>
}

/** A partition of the table or of an index. */
export interface Partition {
  readonly index?: string
  readonly key: string
  readonly value: string
  /** Sort key and what it begins with. */
  readonly sort?: readonly [string, string]
  readonly descending?: boolean
}

/** The todo with this id: GSI4 says where it is, the table what it is. */
export async function todoById(store: ItemReader, id: string): Promise<PlainRecord | undefined> {
  const { items } = await partitionPage(store, { index: 'GSI4', key: 'id', value: id }, 2)
  const place = items.find((item) => typeof item['SK'] === 'string' && item['SK'].startsWith('TODO#'))
  if (place === undefined) return undefined
  const item = await store.get({ PK: { S: String(place['PK']) }, SK: { S: String(place['SK']) } })
  return item === undefined ? undefined : plainItem(item)
}

/** One page of a partition, and how to get the next. */
export async function partitionPage(
  store: ItemReader,
  partition: Partition,
  size: number,
  start?: Item,
): Promise<ItemPage> {
  const { sort } = partition
  const answer = await store.query({
    ...(partition.index === undefined ? {} : { IndexName: partition.index }),
    KeyConditionExpression: sort === undefined ? '#pk = :pk' : '#pk = :pk AND begins_with(#sk, :sk)',
    ExpressionAttributeNames: { '#pk': partition.key, ...(sort === undefined ? {} : { '#sk': sort[0] }) },
    ExpressionAttributeValues: {
      ':pk': { S: partition.value },
      ...(sort === undefined ? {} : { ':sk': { S: sort[1] } }),
    },
    ScanIndexForward: partition.descending !== true,
    Limit: size,
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  })
  const items = (answer.Items ?? []).map(plainItem)
  const last = answer.LastEvaluatedKey
  return last === undefined ? { items } : { items, next: () => partitionPage(store, partition, size, last) }
}

/** Numbers beyond a double's precision stay text; sets become lists. */
export function plainItem(item: Parameters<typeof unmarshall>[0]): PlainRecord {
  const plain = unmarshall(item, {
    wrapNumbers: (text) =>
      Number.isSafeInteger(Number(text)) || String(Number(text)) === text ? Number(text) : text,
  })
  return Object.fromEntries(
    Object.keys(plain)
      .sort(byName)
      .map((name) => [name, plain[name]]),
  )
}

/** DynamoDB has no order of attributes; what a person looks for comes first. */
function byName(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || (a < b ? -1 : 1)
}

function rankOf(name: string): number {
  const rank = [
    'id',
    'title',
    'description',
    'status',
    'priority',
    'due_date',
    'owner',
    'assigned_to',
  ].indexOf(name)
  return rank === -1 ? 8 : rank
}
