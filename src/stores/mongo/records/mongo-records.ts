import type { MongoEndpoint } from '../../../core/endpoints.js'
import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import {
  type FoundRecords,
  type RecordAccess,
  type RecordReader,
  type SearchableEntity,
  type SearchLimits,
  toRecordReader,
} from '../../contracts/record-access.js'
import type { DocumentReader } from '../client/document-reader.js'
import { openDocumentReader } from '../client/open-document-reader.js'

/** Number of documents searched at a time, which takes tens of milliseconds. */
const DOCUMENTS_PER_READ = 10_000

export async function openMongoRecords(endpoint: MongoEndpoint): Promise<RecordReader<DocumentReader>> {
  const client = await openDocumentReader(endpoint)
  return toRecordReader(client, createMongoRecords(client))
}

export function createMongoRecords(reader: DocumentReader): RecordAccess {
  const getCollection = (entity: Entity): string => getPlaceIn('mongo', entity).collection
  const findAll: RecordAccess['findAll'] = async (entity, ids) => {
    const { fields, prefix = '' } = entity.id
    const [idField = ''] = fields
    if (ids.length === 0) return []
    const filter = { [idField]: { $in: ids.map((id) => `${prefix}${id}`) } }
    return reader.find<PlainRecord>(getCollection(entity), { filter })
  }
  return {
    find: async (entity, id) => (await findAll(entity, [id]))[0],
    findAll,
    search: async (entity, words, limits) => searchDocuments(reader, entity, words, limits),
    listReferring(entity, { field, prefix = '' }, id) {
      const [idField = ''] = entity.id.fields
      const filter = { [field]: `${prefix}${id}` }
      const collection = getCollection(entity)
      const text = `${collection}.find(${JSON.stringify(filter)}).sort({${idField}: 1})`
      return {
        query: ['query', 'mongo', text],
        async read(size, after) {
          const following = after === undefined ? {} : { [idField]: { $gt: after } }
          return reader.find<PlainRecord>(collection, {
            filter: { ...filter, ...following },
            sort: { [idField]: 1 },
            limit: size,
          })
        },
      }
    },
    toQuery(entity, id) {
      const [idField = ''] = entity.id.fields
      const value = JSON.stringify(`${entity.id.prefix ?? ''}${id}`)
      return ['query', 'mongo', `${getCollection(entity)}.find({${idField}: ${value}})`]
    },
  }
}

/** Searches ranges of ids, newest first, until enough documents are found or the time limit is reached. */
async function searchDocuments(
  reader: DocumentReader,
  entity: SearchableEntity,
  words: string,
  { size, timeoutMs }: SearchLimits,
): Promise<FoundRecords> {
  const { collection } = getPlaceIn('mongo', entity)
  const deadline = performance.now() + timeoutMs
  const pattern = { $regex: words.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`), $options: 'i' }
  const records: PlainRecord[] = []
  let before: object = {}
  do {
    const [last] = await reader.find<{ readonly _id: string }>(collection, {
      filter: before,
      projection: { _id: 1 },
      sort: { _id: -1 },
      skip: DOCUMENTS_PER_READ,
      limit: 1,
    })
    const found = await reader.find<PlainRecord>(collection, {
      filter: {
        $and: [before, last === undefined ? {} : { _id: { $gte: last._id } }],
        $or: entity.searchFields.map((field) => ({ [field]: pattern })),
      },
      sort: { _id: -1 },
      limit: size - records.length,
    })
    records.push(...found)
    if (last === undefined) return { records, complete: true }
    before = { _id: { $lt: last._id } }
  } while (records.length < size && performance.now() < deadline)
  return { records, complete: records.length >= size }
}
