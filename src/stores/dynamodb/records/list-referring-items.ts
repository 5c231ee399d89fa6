import {
  type Entity,
  getPlaceIn,
  type PlainRecord,
  type ReferenceDeclaration,
} from '../../../domain/entities/entity.js'
import type { RecordList } from '../../contracts/record-access.js'
import type { ItemReader } from '../client/item-reader.js'
import { type ItemPage, queryPartition } from './item-lookups.js'

/** Number of items read at a time. */
const ITEMS_PER_READ = 100

/** The items that refer to an id, by the key that the entity declares for the field; undefined if it declares none. */
export function listReferringItems(
  reader: ItemReader,
  entity: Entity,
  { field, key: named }: ReferenceDeclaration,
  id: string,
): RecordList | undefined {
  const { lookups = [], sortKeyPrefix } = getPlaceIn('dynamodb', entity)
  const lookup = lookups.find((each) => each.field === (named?.field ?? field) && each.keysOnly !== true)
  if (lookup === undefined) return undefined
  const { index, key, keyPrefix } = lookup
  const [idField = ''] = entity.id.fields
  const value = `${keyPrefix}${id}`
  return {
    query: ['query', 'dynamodb', '--pk', value, ...(index === undefined ? [] : ['--index', index])],
    async read(size, after) {
      const found: PlainRecord[] = []
      let skipping = after !== undefined
      let page: ItemPage | undefined = await queryPartition(
        reader,
        { key, value, ...(index === undefined ? { sort: ['SK', sortKeyPrefix] as const } : { index }) },
        ITEMS_PER_READ,
      )
      while (page !== undefined && found.length < size) {
        for (const item of page.items) {
          if (typeof item['SK'] !== 'string' || !item['SK'].startsWith(sortKeyPrefix)) continue
          if (!skipping) found.push(item)
          else if (item[idField] === after) skipping = false
        }
        page = await page.next?.()
      }
      return found.slice(0, size)
    },
  }
}
