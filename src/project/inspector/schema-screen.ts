import { HomeError } from '../../core/home-error.js'
import { isStoreName, STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { INSPECT_ERRORS } from '../../inspect/inspect-errors.js'
import { formatAddress } from '../../inspect/pages/address.js'
import type { Cell, Page, Row } from '../../inspect/pages/page.js'
import type { Screen } from '../../inspect/pages/screen.js'
import type { MigrationStatus } from '../../migrations/list-migration-statuses.js'
import type { SchemaObject } from '../../stores/contracts/schema-object.js'
import type { InspectorSources } from './inspector-sources.js'
import { toRowsLink } from './to-rows-link.js'
import {
  isContainer,
  isValidator,
  listFields,
  listKeys,
  listParts,
  omitPublic,
  readStoreSchema,
  type SchemaPart,
} from './schema-parts.js'

/** The pane with the migrations. */
export const MIGRATIONS = 'Migrations'
/** The address at which it is active. */
export const MIGRATIONS_ADDRESS = formatAddress('schema', [], { pane: MIGRATIONS })
/** The pane with what is no table and belongs to none. */
const OTHER_OBJECTS = 'Views, types and functions'
const NO_VALIDATOR = 'no validator'

/** The tables and collections of the stores, what each consists of, and the migrations that made them. */
export const SCHEMA_SCREEN: Screen<InspectorSources> = {
  name: 'schema',
  title: 'Schema',
  async open(sources, { path: [store, name, kind, part], parameters: { pane } }) {
    if (store === undefined || name === undefined) return openList(sources, pane)
    if (!isStoreName(store)) throw unknownObjectError(store)
    const objects = await readStoreSchema(sources, store)
    const container = objects.find((object) => object.parent === undefined && object.name === name)
    if (container === undefined) throw unknownObjectError(name)
    if (!isContainer(container)) return openDefinition(store, container, container)
    const parts = await listParts(sources, store, container, objects)
    if (kind === undefined) return openTable(sources.entities, store, container, parts)
    const found = parts.find((each) => each.object.kind === kind && each.object.name === part)
    if (found === undefined) throw unknownObjectError(part ?? kind)
    return openDefinition(store, container, found.object)
  },
}

async function openList(sources: InspectorSources, activePane: string | undefined): Promise<Page> {
  const { directories } = sources.project.config.migrations
  const [{ listMigrationStatuses }, stores] = await Promise.all([
    import('../../migrations/list-migration-statuses.js'),
    sources.stores(),
  ])
  const [statuses, ...lists] = await Promise.all([
    listMigrationStatuses(stores, { directories }),
    ...STORE_NAMES.map(async (store) => listObjects(store, await readStoreSchema(sources, store))),
  ])
  const others = lists.flatMap((list) => list.others)
  return {
    address: '/schema',
    title: 'Schema',
    subtitle: 'the live tables and collections, and the migrations',
    hint: 'Enter lists the columns and indexes of a table',
    panes: [
      {
        name: 'Tables',
        columns: [
          { name: 'STORE' },
          { name: 'KIND', importance: -2 },
          { name: 'NAME', importance: 1 },
          { name: 'COLUMNS', align: 'right' },
          { name: 'INDEXES', align: 'right' },
        ],
        rows: lists.flatMap(({ containers }) => containers),
      },
      {
        name: MIGRATIONS,
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
      ...(others.length === 0
        ? []
        : [
            {
              name: OTHER_OBJECTS,
              columns: [{ name: 'STORE' }, { name: 'KIND' }, { name: 'NAME', importance: 1 }],
              rows: others,
            },
          ]),
    ],
    ...(activePane === undefined ? {} : { activePane }),
    origin: { command: 'migrate status' },
  }
}

interface ListedObjects {
  readonly containers: readonly Row[]
  /** Views, types and functions, which are in no table. */
  readonly others: readonly Row[]
}

/** By name, those of the schema `public` first. */
function listObjects(store: StoreName, objects: readonly SchemaObject[]): ListedObjects {
  const all = objects.filter(({ parent }) => parent === undefined)
  const isShared = ({ name }: SchemaObject): boolean => name.includes('.') && omitPublic(name) === name
  const sorted = all.toSorted((a, b) => Number(isShared(a)) - Number(isShared(b)))
  const toRow = (object: SchemaObject, counts: readonly Cell[]): Row => ({
    cells: [
      { text: store, tone: 'quiet' },
      { text: object.kind, tone: 'accent' },
      { text: omitPublic(object.name), tone: 'strong' },
      ...counts,
    ],
    id: object.name,
    value: object,
    target: formatAddress('schema', [store, object.name]),
  })
  return {
    containers: sorted.filter(isContainer).map((object) => {
      const { columns, indexes } = countParts(object, objects)
      return toRow(object, [toColumnCount(object, columns, objects), { text: String(indexes) }])
    }),
    others: sorted.filter((object) => !isContainer(object)).map((object) => toRow(object, [])),
  }
}

/** A collection without a validator can have any fields: none is declared. */
function toColumnCount(container: SchemaObject, columns: number, objects: readonly SchemaObject[]): Cell {
  return columns === 0 && container.kind === 'collection' && !hasValidator(container, objects)
    ? { text: NO_VALIDATOR, tone: 'quiet' }
    : { text: String(columns) }
}

function hasValidator({ name }: SchemaObject, objects: readonly SchemaObject[]): boolean {
  return objects.some((object) => isValidator(object) && object.parent === name)
}

/** Of DynamoDB, the keys are the only columns that the schema knows. */
function countParts(
  container: SchemaObject,
  objects: readonly SchemaObject[],
): { readonly columns: number; readonly indexes: number } {
  const parts = objects.filter(({ parent }) => parent === container.name)
  const columns = [...parts, ...parts.flatMap(listFields), ...listKeys(container)].filter(({ kind }) =>
    ['column', 'field', 'key'].includes(kind),
  )
  return { columns: columns.length, indexes: parts.filter(isIndex).length }
}

/** Also one that PostgreSQL lists as the constraint that it enforces. */
function isIndex({ kind, definition }: SchemaObject): boolean {
  return kind === 'index' || (kind === 'constraint' && /^(?:PRIMARY KEY|UNIQUE|EXCLUDE)/.test(definition))
}

/** The columns in the order of the table, then the indexes and the rest, as `psql` lists them. */
function openTable(
  entities: EntityRegistry,
  store: StoreName,
  container: SchemaObject,
  parts: readonly SchemaPart[],
): Page {
  const { kind, name } = container
  return {
    address: formatAddress('schema', [store, name]),
    title: `${capitalize(kind)} ${omitPublic(name)}`,
    subtitle:
      kind === 'collection' &&
      !hasValidator(
        container,
        parts.map(({ object }) => object),
      )
        ? `${store} · ${NO_VALIDATOR}: documents can have any fields`
        : store,
    hint: 'Enter shows a whole definition; the last row opens the rows',
    panes: [
      {
        name: 'Definition',
        columns: [{ name: 'KIND' }, { name: 'NAME', importance: 1 }, { name: 'DEFINITION' }],
        rows: [...parts.map((part) => toPartRow(store, name, part)), toRowsLink(entities, store, container)],
      },
    ],
    origin: { store },
    value: [container, ...parts.map(({ object }) => object)],
    id: name,
  }
}

function toPartRow(store: StoreName, container: string, { object, label, definition }: SchemaPart): Row {
  return {
    cells: [{ text: object.kind, tone: 'accent' }, { text: label, tone: 'strong' }, { text: definition }],
    id: object.name,
    value: object,
    target: formatAddress('schema', [store, container, object.kind, object.name]),
  }
}

function openDefinition(store: StoreName, container: SchemaObject, object: SchemaObject): Page {
  const { kind, name, definition } = object
  const isOwn = object === container
  const place = isOwn ? store : `${store}, in ${omitPublic(container.name)}`
  const lines = layOut(definition).split('\n')
  return {
    address: formatAddress('schema', [store, container.name, ...(isOwn ? [] : [kind, name])]),
    title: `${capitalize(kind)} ${omitPublic(name)}`,
    subtitle: place,
    panes: [{ name: 'Definition', rows: lines.map((text) => ({ cells: [{ text }] })) }],
    origin: { store },
    value: object,
    id: name,
  }
}

/** Definitions of MongoDB are JSON. */
function layOut(definition: string): string {
  try {
    return JSON.stringify(JSON.parse(definition), null, 2)
  } catch {
    return definition.trim()
  }
}

function unknownObjectError(name: string): HomeError {
  return new HomeError(INSPECT_ERRORS.UNKNOWN_PAGE, {
    message: `The schema has no ${name}. It may have been dropped.`,
    suggestion: 'Open the Schema screen again.',
  })
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function toMigrationRow(status: MigrationStatus): Row {
  const { store, id, state, appliedAt, detail } = status
  const symbol =
    state === 'applied'
      ? ({ text: '✓', tone: 'good' } as const)
      : state === 'pending' || state === 'interrupted' || state === 'running'
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
