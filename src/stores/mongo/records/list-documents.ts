import type { Document } from 'bson'
import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import type { Field } from '../../../domain/entities/field.js'
import { findField, getFieldValue } from '../../../domain/entities/references.js'
import type { ListOrder, ListPage, ListRequest } from '../../contracts/record-access.js'
import { listSorted, SORTED_RECORDS } from '../../contracts/sort-records.js'
import type { DocumentReader, FindRequest } from '../client/document-reader.js'

/** Fields that can be compared, also those within objects that have a column. */
export async function listDocumentOrders(
  reader: DocumentReader,
  entity: Entity,
): Promise<readonly ListOrder[]> {
  const { collection } = getPlaceIn('mongo', entity)
  const shown = (entity.columns ?? []).map(({ name, field = name }) => field)
  const others = [...Object.keys(entity.fields), ...shown].filter((path) =>
    isComparable(findField(entity.fields, path)),
  )
  const indexes = await reader.listIndexes(collection)
  return [...new Set([...entity.id.fields, ...others])].map((field) => ({
    field,
    index: findIndex(indexes, field),
  }))
}

function isComparable(field: Field | undefined): boolean {
  return field !== undefined && !field.secret && !['json', 'object', 'list'].includes(field.type)
}

/** Of a document: the value of the field of an order, and its id, which distinguishes equal values. */
interface Position {
  readonly value: unknown
  readonly id: unknown
}

/**
 * A page of a collection. The next one begins after the values of the last document. Documents without an optional field come last in
 * both directions; MongoDB has them first in ascending order.
 */
export async function listDocuments(
  reader: DocumentReader,
  entity: Entity,
  { size, order = '_id', descending = false, after, signal }: ListRequest,
): Promise<ListPage> {
  const { collection } = getPlaceIn('mongo', entity)
  const direction = descending ? -1 : 1
  const sort: Readonly<Record<string, 1 | -1>> =
    order === '_id' ? { _id: direction } : { [order]: direction, _id: direction }
  const { optional, nullable } = findField(entity.fields, order) ?? {}
  const hasAbsentLast = !descending && (optional === true || nullable === true)
  const present = hasAbsentLast ? { [order]: { $ne: null } } : {}
  const read = async (
    find: (request: FindRequest) => Promise<readonly PlainRecord[]>,
    limit: number,
    passed: Position | undefined,
  ): Promise<readonly PlainRecord[]> => {
    const isPast = hasAbsentLast && passed?.value === null
    const range = passed === undefined ? {} : createRange(order, descending, passed)
    const found = isPast ? [] : await find({ filter: { ...present, ...range }, sort, limit })
    if (!hasAbsentLast || found.length === limit) return found
    const after = isPast ? { _id: { $gt: passed?.id } } : {}
    const absent: FindRequest = {
      filter: { [order]: null, ...after },
      sort: { _id: direction },
      limit: limit - found.length,
    }
    return [...found, ...(await find(absent))]
  }
  const toPosition = (document: PlainRecord): Position => ({
    value: getFieldValue(document, order) ?? null,
    id: document['_id'],
  })
  const query = [
    'query',
    'mongo',
    `${collection}.find(${JSON.stringify(present)}).sort(${JSON.stringify(sort)}).limit(${size})`,
  ]
  const index = findIndex(order === '_id' ? [] : await reader.listIndexes(collection), order)
  if (index === null) {
    const sorter = {
      sort: async (passed: Position | undefined) =>
        read(
          async (request) => reader.findAlone<PlainRecord>(collection, request, signal),
          SORTED_RECORDS,
          passed,
        ),
      toPosition,
      count: async () => estimateCount(reader, collection),
    }
    return { ...(await listSorted<Position>(sorter, { size, after })), index, query }
  }
  const records = await read(
    async (request) => reader.find<PlainRecord>(collection, request),
    size,
    after as Position | undefined,
  )
  const last = records.at(-1)
  return {
    records,
    ...(records.length < size || last === undefined ? {} : { next: toPosition(last) }),
    index,
    read: records.length,
    query,
  }
}

async function estimateCount(reader: DocumentReader, collection: string): Promise<number> {
  const [statistics] = await reader.aggregate(collection, [{ $collStats: { count: {} } }])
  return Number(statistics?.['count'] ?? 0)
}

/** The documents after a position. `$expr` compares values of different types, in the order of a sort. */
function createRange(order: string, descending: boolean, { value, id }: Position): Document {
  if (order === '_id') return { _id: descending ? { $lt: id } : { $gt: id } }
  const field = { $ifNull: [`$${order}`, null] }
  const compare = descending ? '$lt' : '$gt'
  const literal = { $literal: value }
  return {
    $expr: {
      $or: [
        { [compare]: [field, literal] },
        { $and: [{ $eq: [field, literal] }, { [compare]: ['$_id', { $literal: id }] }] },
      ],
    },
  }
}

/** An index of all documents in this order: of the field and `_id`. */
function findIndex(indexes: readonly Document[], field: string): string | null {
  if (field === '_id') return '_id_'
  const found = indexes.find(({ key, sparse, partialFilterExpression: partial }) => {
    const [[first, direction] = [], [second, other] = []] = Object.entries(key as object)
    const isOrder = first === field && second === '_id' && direction === other
    return isOrder && sparse !== true && partial === undefined
  })
  return found === undefined ? null : String(found['name'])
}
