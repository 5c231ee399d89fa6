import { HomeError } from '../../core/home-error.js'
import type { EntityRegistry, RegisteredEntity } from '../../domain/entities/registry.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import type { RecordSources } from '../records/record-view.js'
import { formatAddress } from './address.js'
import { openGrid } from './grid-page.js'
import type { Page } from './page.js'
import { openRecord } from './record-page.js'
import { openRow } from './row-page.js'
import type { Screen } from './screen.js'
import { openSection } from './section-page.js'
import { openValue } from './value-page.js'

/** The entities, the records of an entity, a record, and a list or a value of a record. */
export const RECORDS_SCREEN: Screen<RecordSources> = {
  name: 'records',
  title: 'Records',
  async open(sources, address, signal) {
    const [name, id, section] = address.path
    if (name === undefined) return openEntityList(sources.entities)
    if (id === undefined) return openGrid(sources, findEntity(sources.entities, name), address, signal)
    const kind = sources.entities.findInspectable(name)
    if (kind === undefined) return openRow(sources, findEntity(sources.entities, name), id)
    const { field } = address.parameters
    if (field !== undefined) return openValue(sources, kind, id, field)
    return section === undefined
      ? openRecord(sources, kind, id)
      : openSection(sources, { kind, id, name: section })
  },
}

function openEntityList(entities: EntityRegistry): Page {
  return {
    address: '/records',
    title: 'Records',
    hint: 'Enter lists an entity; / finds a record by name, text, amount, day or ID',
    panes: [
      {
        name: 'Entities',
        columns: [{ name: 'ENTITY' }, { name: 'STORE' }, { name: 'STORED IN' }, { name: 'FIELDS' }],
        rows: entities.all.map(({ name, plural, place, fields }) => ({
          cells: [
            { text: plural, tone: 'strong' },
            { text: place.store },
            { text: describePlace(place) },
            { text: listFieldNames(fields), tone: 'quiet' },
          ],
          target: formatAddress('records', [name]),
          id: name,
        })),
      },
    ],
    origin: { command: 'inspect --search TEXT' },
    toSearch: (text) => formatAddress('search', [], { text }),
  }
}

function listFieldNames(fields: RegisteredEntity['fields']): string {
  return Object.keys(fields)
    .filter((name) => fields[name]?.secret !== true)
    .join(', ')
}

function describePlace(place: RegisteredEntity['place']): string {
  if (place.store === 'postgres') return `table ${place.table}`
  return place.store === 'mongo' ? `collection ${place.collection}` : `items ${place.sortKeyPrefix}…`
}

function findEntity(entities: EntityRegistry, name: string): RegisteredEntity {
  const found = entities.find(name)
  if (found === undefined) throw unknownPageError(entities, name)
  return found
}

function unknownPageError(entities: EntityRegistry, name: string): HomeError {
  return new HomeError(INSPECT_ERRORS.UNKNOWN_PAGE, {
    message: `There is no page of ${name}.`,
    suggestion: `Entities: ${entities.all.map((entity) => entity.name).join(', ')}.`,
  })
}
