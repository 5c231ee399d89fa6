import { STORE_NAMES } from '../../core/store-name.js'
import type { Entity, Place, PlainRecord } from '../../domain/entities/entity.js'
import { getRecordId } from '../../domain/entities/references.js'
import {
  getStoreEntities,
  type InspectableEntity,
  isInspectableEntity,
} from '../../domain/entities/registry.js'
import type { Item } from '../../stores/dynamodb/client/item-reader.js'
import { queryEntity } from './query-rows.js'
import type { FoundRecord, RecordSources } from './record-view.js'
import { toSectionItem } from './section-items.js'
import { toPlainItem } from './todo-lookups.js'

type SearchableEntity = Entity<InspectableEntity> & { readonly searchFields: readonly string[] }
type In<Store extends Place['store']> = { readonly place: Extract<Place, { readonly store: Store }> }

/** The entities whose records are found by text, store by store. */
export const ENTITIES_WITH_SEARCH: readonly SearchableEntity[] = STORE_NAMES.flatMap((store) =>
  getStoreEntities(store).flatMap((entity: Entity) => (isSearchable(entity) ? [entity] : [])),
)

export interface Matches {
  readonly records: readonly FoundRecord[]
  /** Whether all records were searched, or enough of them were found. */
  readonly complete: boolean
}

/** Up to `size` records of an entity whose search fields contain the text. Ignores case. */
export async function searchEntity(
  sources: RecordSources,
  entity: SearchableEntity,
  words: string,
  size: number,
  timeoutMs: number,
): Promise<Matches> {
  const { place } = entity
  const { records, complete } = await (place.store === 'postgres'
    ? searchTable(sources, { ...entity, place }, words, size)
    : place.store === 'dynamodb'
      ? searchItems(sources, { ...entity, place }, words, size, timeoutMs)
      : searchDocuments(sources, { ...entity, place }, words, size, timeoutMs))
  return { records: records.map((record) => toFoundRecord(entity, record)), complete }
}

interface Found {
  readonly records: readonly PlainRecord[]
  readonly complete: boolean
}

async function searchTable(
  { postgres }: RecordSources,
  entity: SearchableEntity & In<'postgres'>,
  words: string,
  size: number,
): Promise<Found> {
  const conditions = entity.searchFields.map((field) => `${field} ILIKE $1`).join(' OR ')
  const text = `SELECT * FROM ${entity.place.table} WHERE ${conditions} LIMIT $2`
  const pattern = `%${words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return {
    records: await queryEntity<PlainRecord>(postgres, entity, { text, values: [pattern, size] }),
    complete: true,
  }
}

/** Scans the table until enough items are found or the time limit is reached. */
async function searchItems(
  { dynamodb }: RecordSources,
  { place, searchFields }: SearchableEntity & In<'dynamodb'>,
  words: string,
  size: number,
  timeoutMs: number,
): Promise<Found> {
  const deadline = performance.now() + timeoutMs
  const wanted = words.toLowerCase()
  const records: PlainRecord[] = []
  let start: Item | undefined
  do {
    const page = await dynamodb.scan({ Limit: 500, ExclusiveStartKey: start })
    for (const item of page.Items ?? []) {
      if (item['SK']?.S?.startsWith(place.sortKeyPrefix) !== true) continue
      const text = searchFields.map((field) => item[field]?.S ?? '').join('\n')
      if (text.toLowerCase().includes(wanted)) records.push(toPlainItem(item))
    }
    start = page.LastEvaluatedKey
  } while (start !== undefined && records.length < size && performance.now() < deadline)
  return { records: records.slice(0, size), complete: start === undefined || records.length >= size }
}

/** Number of documents searched at a time, which takes tens of milliseconds. */
const DOCUMENTS_PER_READ = 10_000

/** Searches ranges of ids, newest first, until enough documents are found or the time limit is reached. */
async function searchDocuments(
  { mongo }: RecordSources,
  { place: { collection }, searchFields }: SearchableEntity & In<'mongo'>,
  words: string,
  size: number,
  timeoutMs: number,
): Promise<Found> {
  const deadline = performance.now() + timeoutMs
  const pattern = { $regex: words.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`), $options: 'i' }
  const records: PlainRecord[] = []
  let before: object = {}
  do {
    const [last] = await mongo.find<{ readonly _id: string }>(collection, {
      filter: before,
      projection: { _id: 1 },
      sort: { _id: -1 },
      skip: DOCUMENTS_PER_READ,
      limit: 1,
    })
    const found = await mongo.find<PlainRecord>(collection, {
      filter: {
        $and: [before, last === undefined ? {} : { _id: { $gte: last._id } }],
        $or: searchFields.map((field) => ({ [field]: pattern })),
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

function toFoundRecord(entity: SearchableEntity, record: PlainRecord): FoundRecord {
  return { ...toSectionItem(entity, record), kind: entity.name, id: getRecordId(entity, record) }
}

function isSearchable(entity: Entity): entity is SearchableEntity {
  return isInspectableEntity(entity.name) && entity.searchFields !== undefined
}
