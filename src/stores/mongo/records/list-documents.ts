import type { Document } from 'bson'
import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import type { ListPage, ListRequest } from '../../contracts/record-access.js'
import type { DocumentReader } from '../client/document-reader.js'

/** Fields that can be compared. */
export function listOrderFields({ fields, id }: Entity): readonly string[] {
  const others = Object.entries(fields).flatMap(([name, { type, secret }]) =>
    secret || ['json', 'object', 'list'].includes(type) ? [] : [name],
  )
  return [...new Set([...id.fields, ...others])]
}

/** A page of a collection. The next one begins after the values of the last document. */
export async function listDocuments(
  reader: DocumentReader,
  entity: Entity,
  { size, order = '_id', descending = false, after }: ListRequest,
): Promise<ListPage> {
  const { collection } = getPlaceIn('mongo', entity)
  const direction = descending ? -1 : 1
  const sort: Readonly<Record<string, 1 | -1>> =
    order === '_id' ? { _id: direction } : { [order]: direction, _id: direction }
  const [records, index] = await Promise.all([
    reader.find<PlainRecord>(collection, {
      filter: after === undefined ? {} : createRange(order, descending, after as Document),
      sort,
      limit: size,
    }),
    findIndex(reader, collection, order),
  ])
  const last = records.at(-1)
  return {
    records,
    ...(records.length < size || last === undefined
      ? {}
      : { next: { value: last[order] ?? null, id: last['_id'] } }),
    index,
    ...(index === null ? {} : { read: records.length }),
    query: ['query', 'mongo', `${collection}.find({}).sort(${JSON.stringify(sort)}).limit(${size})`],
  }
}

/** The documents after a position. `$expr` compares values of different types, in the order of a sort. */
function createRange(order: string, descending: boolean, { value, id }: Document): Document {
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

/** An index of all documents that begins with this field. */
async function findIndex(reader: DocumentReader, collection: string, field: string): Promise<string | null> {
  if (field === '_id') return '_id_'
  const indexes = await reader.listIndexes(collection)
  const found = indexes.find(
    ({ key, sparse, partialFilterExpression: partial }) =>
      Object.keys(key as object)[0] === field && sparse !== true && partial === undefined,
  )
  return found === undefined ? null : String(found['name'])
}
