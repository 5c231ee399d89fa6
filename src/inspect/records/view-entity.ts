import type { Entity } from '../../domain/entities/entity.js'
import type { InspectableEntity } from '../../domain/entities/registry.js'
import type { RecordList } from '../../stores/contracts/record-access.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { eventSection } from './event-section.js'
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
      sections: [...listReferringSections(sources, entity, id), eventSection(sources, [id], entity.name)],
    }
  )
}

/**
 * Lists of the records that refer to a record, one list per entity, without the entities in `except`. Those whose
 * declaration names no index that finds them are left out.
 */
export function listReferringSections(
  sources: RecordSources,
  target: Entity,
  id: string,
  except: readonly string[] = [],
): readonly Section[] {
  return sources.entities.all
    .filter(({ plural, id: { fields } }) => !except.includes(plural) && fields.length === 1)
    .flatMap((entity) => {
      const reference = entity.references?.find((each) => each.entity === target.name && !each.when)
      const list = reference && sources.records[entity.place.store].listReferring(entity, reference, id)
      return list === undefined ? [] : [createSection(sources, entity, list)]
    })
}

function createSection(sources: RecordSources, entity: Entity, list: RecordList): Section {
  const [idField = ''] = entity.id.fields
  const page = async (size: number, after?: string): Promise<SectionPage> => {
    const records = await list.read(size, after)
    const items = await toCheckedSectionItems(sources, entity, records)
    const last = records.at(-1)
    if (records.length < size || last === undefined) return { items }
    return { items, next: () => page(size, String(last[idField])) }
  }
  return {
    name: entity.plural,
    store: entity.place.store,
    query: formatCommandLine(...list.query),
    page: (size) => page(size),
  }
}
