import type { MongoEndpoint } from '../../../core/store-types.js'
import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import { type RecordAccess, type RecordReader, toRecordReader } from '../../contracts/record-access.js'
import type { DocumentReader } from '../client/document-reader.js'
import { openDocumentReader } from '../client/open-document-reader.js'
import { listDocumentOrders, listDocuments } from './list-documents.js'
import { createIdRange } from './create-id-range.js'
import { searchDocuments } from './search-documents.js'

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
    async findPartial(entity, part, size) {
      const filter = createIdRange(entity, part)
      const [idField = ''] = entity.id.fields
      return reader.find<PlainRecord>(getCollection(entity), {
        filter,
        sort: { [idField]: 1 },
        limit: size,
      })
    },
    search: (entity, ...request) => searchDocuments(reader, entity, ...request),
    list: async (entity, request) => listDocuments(reader, entity, request),
    listOrders: async (entity) => listDocumentOrders(reader, entity),
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
