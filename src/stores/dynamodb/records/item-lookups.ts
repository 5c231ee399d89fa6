import { isExactNumber } from '../../../core/is-exact-number.js'
import { isRecord } from '../../../core/is-record.js'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { Item, ItemReader } from '../client/item-reader.js'
import type { PlainRecord } from '../../../domain/entities/entity.js'

export interface ItemPage {
  readonly items: readonly PlainRecord[]
  readonly next?: () => Promise<ItemPage>
}

/** A partition of the table or of an index. */
export interface PartitionQuery {
  readonly index?: string
  readonly key: string
  readonly value: string
  /** The sort key's name and prefix. */
  readonly sort?: readonly [string, string]
  readonly descending?: boolean
}

/** Finds an item by id: its keys in GSI4, then the item in the table. */
export async function lookUpItem(
  store: ItemReader,
  id: string,
  sortKeyPrefix: string,
): Promise<PlainRecord | undefined> {
  const { items } = await queryPartition(store, { index: 'GSI4', key: 'id', value: id }, 2)
  const entry = items.find((item) => typeof item['SK'] === 'string' && item['SK'].startsWith(sortKeyPrefix))
  if (entry === undefined) return undefined
  const item = await store.get({ PK: { S: String(entry['PK']) }, SK: { S: String(entry['SK']) } })
  return item === undefined ? undefined : toPlainItem(item)
}

/** Reads a page of a partition. */
export async function queryPartition(
  store: ItemReader,
  partition: PartitionQuery,
  size: number,
  start?: Item,
): Promise<ItemPage> {
  const { sort } = partition
  const response = await store.query({
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
  const items = (response.Items ?? []).map(toPlainItem)
  const last = response.LastEvaluatedKey
  return last === undefined ? { items } : { items, next: () => queryPartition(store, partition, size, last) }
}

/** Converts an item to JSON. Numbers that exceed the precision of a double become strings, sets become arrays. */
export function toPlainItem(item: Parameters<typeof unmarshall>[0]): PlainRecord {
  const plain = unmarshall(item, {
    wrapNumbers: (text) => (isExactNumber(text.replace(/^-/, '')) ? Number(text) : text),
  })
  return Object.fromEntries(
    Object.keys(plain)
      .sort(compareAttributeNames)
      .map((name) => [name, sortMaps(plain[name])]),
  )
}

/** Also in maps within maps and lists, and sets: the order differs from one request to the next. */
function sortMaps(value: unknown): unknown {
  if (value instanceof Set)
    return [...(value as ReadonlySet<string | number>)].toSorted((a, b) => (a < b ? -1 : 1))
  if (Array.isArray(value)) return value.map(sortMaps)
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sortMaps(value[name])]),
  )
}

/** DynamoDB does not order attributes. The most important ones come first. */
function compareAttributeNames(a: string, b: string): number {
  return getAttributeRank(a) - getAttributeRank(b) || (a < b ? -1 : 1)
}

function getAttributeRank(name: string): number {
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
