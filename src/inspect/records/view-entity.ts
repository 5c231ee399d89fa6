import type { StoreName } from '../../core/store-name.js'
import type { Entity, PlainRecord, ReferenceDeclaration } from '../../domain/entities/entity.js'
import { ENTITIES, type InspectableEntity } from '../../domain/entities/registry.js'
import { formatCommandLine } from './command-line.js'
import { eventSection } from './event-section.js'
import { getColumnList, queryEntity } from './query-rows.js'
import type { RecordSources, RecordView, Section, SectionPage } from './record-view.js'
import { toCheckedSectionItems } from './section-items.js'
import { viewRecord } from './view-record.js'

/** The view that follows from the declaration of an entity: a record, the records that refer to it, and its events. */
export async function viewEntity(
  sources: RecordSources,
  entity: Entity<InspectableEntity>,
  id: string,
): Promise<RecordView | undefined> {
  const view = await viewRecord(sources, entity, id)
  return (
    view && {
      ...view,
      sections: [...listReferringSections(sources, entity, id), eventSection(sources, [id])],
    }
  )
}

/**
 * Lists of the records that refer to a record, one list per entity, without the entities in `except`. Entities of DynamoDB
 * are left out, because only a view of their own knows their indexes.
 */
export function listReferringSections(
  sources: RecordSources,
  target: Entity,
  id: string,
  except: readonly string[] = [],
): readonly Section[] {
  return ENTITIES.filter(
    ({ plural, id: { fields } }) => !except.includes(plural) && fields.length === 1,
  ).flatMap((entity) => {
    const reference = entity.references?.find((each) => each.entity === target.name && !each.when)
    const source = reference && getRecordSource(sources, entity, reference, id)
    return source === undefined ? [] : [createSection(sources, entity, source)]
  })
}

/** Where the records of a list are read. */
interface RecordSource {
  readonly store: StoreName
  /** The command that shows the same records. */
  readonly query: string
  /** Up to `size` records after the id `after`, in the order of their ids. */
  readonly read: (size: number, after?: string) => Promise<readonly PlainRecord[]>
}

function getRecordSource(
  { postgres, mongo }: RecordSources,
  entity: Entity,
  { field, prefix = '' }: ReferenceDeclaration,
  id: string,
): RecordSource | undefined {
  const { place } = entity
  const [idField = ''] = entity.id.fields
  const value = `${prefix}${id}`
  // A path into a column, as of events: they have a list of their own.
  if (place.store === 'postgres' && !field.includes('.')) {
    const from = `FROM ${place.table} WHERE ${field}`
    return {
      store: 'postgres',
      query: formatCommandLine(
        'query',
        'postgres',
        `SELECT ${getColumnList(entity)} ${from} = :id`,
        '-p',
        `id=${value}`,
      ),
      read(size, after) {
        const condition = after === undefined ? '' : `AND ${idField} > $2`
        const values = after === undefined ? [value] : [value, after]
        const text = `SELECT * ${from} = $1 ${condition} ORDER BY ${idField} LIMIT ${size}`
        return queryEntity(postgres, entity, { text, values })
      },
    }
  }
  if (place.store !== 'mongo') return undefined
  const filter = { [field]: value }
  const text = `${place.collection}.find(${JSON.stringify(filter)}).sort({${idField}: 1})`
  return {
    store: 'mongo',
    query: formatCommandLine('query', 'mongo', text),
    read(size, after) {
      const following = after === undefined ? {} : { [idField]: { $gt: after } }
      return mongo.find(place.collection, {
        filter: { ...filter, ...following },
        sort: { [idField]: 1 },
        limit: size,
      })
    },
  }
}

function createSection(
  sources: RecordSources,
  entity: Entity,
  { store, query, read }: RecordSource,
): Section {
  const [idField = ''] = entity.id.fields
  const page = async (size: number, after?: string): Promise<SectionPage> => {
    const records = await read(size, after)
    const items = await toCheckedSectionItems(sources, entity, records)
    const last = records.at(-1)
    if (records.length < size || last === undefined) return { items }
    return { items, next: () => page(size, String(last[idField])) }
  }
  return { name: entity.plural, store, query, page: (size) => page(size) }
}
