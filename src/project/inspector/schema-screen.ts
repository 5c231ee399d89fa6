import { STORE_NAMES } from '../../core/store-name.js'
import type { Row } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import type { MigrationStatus } from '../../migrations/list-migration-statuses.js'
import type { SchemaObject } from '../../stores/contracts/schema-object.js'
import type { InspectorSources } from './inspector-sources.js'

/** The live schemas of the stores, and the migrations that made them. */
export const SCHEMA_SCREEN: Screen<InspectorSources> = {
  name: 'schema',
  title: 'Schema',
  async open(sources) {
    const { directories } = sources.project.config.migrations
    const [{ listMigrationStatuses }, { createMigrationStores }, stores] = await Promise.all([
      import('../../migrations/list-migration-statuses.js'),
      import('../../stores/create-migration-stores.js'),
      sources.stores(),
    ])
    const migrationStores = await createMigrationStores(stores)
    const [statuses, ...schemas] = await Promise.all([
      listMigrationStatuses(stores, { directories }),
      ...STORE_NAMES.map(async (store) =>
        (await migrationStores[store].readSchema()).map((object) => toObjectRow(store, object)),
      ),
    ])
    return {
      address: '/schema',
      title: 'Schema',
      subtitle: 'the live objects of the stores, and the migrations',
      panes: [
        {
          name: 'Objects',
          columns: [
            { name: 'STORE', importance: -1 },
            { name: 'KIND' },
            { name: 'NAME', importance: 1 },
            { name: 'IN' },
            { name: 'DEFINITION' },
          ],
          rows: schemas.flat(),
        },
        {
          name: 'Migrations',
          columns: [
            { name: '' },
            { name: 'STORE' },
            { name: 'MIGRATION', importance: 1 },
            { name: 'STATE' },
            { name: 'DETAIL' },
          ],
          rows: statuses.map(toMigrationRow),
          empty: 'There are no migrations.',
        },
      ],
      origin: { command: 'migrate status' },
    }
  },
}

function toObjectRow(store: string, object: SchemaObject): Row {
  const { kind, name, parent = '', definition } = object
  // Its place has a column of its own.
  const ownName = name.startsWith(`${parent}.`) ? name.slice(parent.length + 1) : name
  return {
    cells: [
      { text: store, tone: 'quiet' },
      { text: kind, tone: 'accent' },
      { text: omitPublic(ownName), tone: 'strong' },
      { text: omitPublic(parent) },
      { text: definition },
    ],
    id: name,
    value: object,
  }
}

/** The schema that names without one are in. */
function omitPublic(name: string): string {
  return name.replace(/^public\./, '')
}

function toMigrationRow(status: MigrationStatus): Row {
  const { store, id, state, appliedAt, detail } = status
  const symbol =
    state === 'applied'
      ? ({ text: '✓', tone: 'good' } as const)
      : state === 'pending'
        ? ({ text: '○', tone: 'warning' } as const)
        : ({ text: '✗', tone: 'bad' } as const)
  return {
    cells: [
      symbol,
      { text: store },
      { text: id, tone: 'strong' },
      { text: state },
      { text: detail ?? appliedAt ?? '', tone: 'quiet' },
    ],
    id,
    value: status,
  }
}
