import type { Entity, ReferenceDeclaration } from '../../domain/entities/entity.js'
import type { Field, FieldType } from '../../domain/entities/field.js'
import type { ViewColumn, ViewType } from '../../stores/contracts/view-reader.js'

/** What SQL across stores shows of an entity. */
export interface SqlView {
  readonly name: string
  readonly entity: Entity
  readonly columns: readonly ViewColumn[]
  /** The path of a list whose elements are the rows, and the columns that are fields of an element. */
  readonly unnested?: { readonly path: string; readonly elementColumns: readonly ViewColumn[] }
}

const TYPES: Readonly<Record<FieldType, ViewType>> = {
  uuid: 'UUID',
  text: 'VARCHAR',
  integer: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
  date: 'TIMESTAMP',
  decimal: 'DECIMAL',
  object: 'JSON',
  list: 'JSON',
  json: 'JSON',
}
const NO_PREFIX = ['']

/** The views of all entities. */
export function listViews(entities: readonly Entity[]): readonly SqlView[] {
  return entities.flatMap(createViews)
}

function createViews(entity: Entity): readonly SqlView[] {
  const { view = {}, plural } = entity
  const columns = listColumns(entity)
  const main = { name: view.name ?? plural, entity, columns }
  const { unnested } = view
  if (unnested === undefined) return [main]
  const items = findField(entity, unnested.path)?.items?.fields ?? {}
  const repeated = columns.filter(({ name }) => name === 'id' || unnested.repeated.includes(name))
  const elementColumns = Object.entries(items).map(([name, field]) => createColumn(name, name, field))
  return [
    main,
    {
      name: unnested.name,
      entity,
      columns: [
        ...repeated.map((each) => (each.name === 'id' ? { ...each, name: unnested.idColumn } : each)),
        { name: 'position', type: 'BIGINT', path: POSITION_PATH, prefixes: NO_PREFIX },
        ...elementColumns,
      ],
      unnested: { path: unnested.path, elementColumns },
    },
  ]
}

/** Where the position of an element in its list is, which starts with 1. */
export const POSITION_PATH = '#position'

function listColumns(entity: Entity): readonly ViewColumn[] {
  const { fields, references = [], keys, view = {}, id } = entity
  const names: Readonly<Record<string, string>> = view.columns ?? {}
  const hidden = new Set(['outbox', ...(keys?.names ?? [])])
  const found: ViewColumn[] = []
  const add = (path: string, name: string, field: Field): void => {
    const same = found.findIndex((each) => each.name === name)
    const column = withReferences(createColumn(name, path, field), path, entity, references)
    if (same === -1) found.push(column)
    // A key from which the field was copied: the copy may differ.
    else found[same] = column
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.secret || hidden.has(name)) continue
    const named = Object.entries(names).filter(([path]) => path.startsWith(`${name}.`))
    const isId = id.fields.length === 1 && id.fields[0] === name
    for (const [path, columnName] of named) {
      const nested = findField(entity, path)
      add(path, columnName, nested ?? { type: 'text' })
    }
    // An object whose fields are all columns is not one itself, but what they leave out is.
    const complete =
      field.fields !== undefined &&
      Object.keys(field.fields).every((each) => names[`${name}.${each}`] !== undefined)
    if (!complete) add(name, names[name] ?? (isId ? 'id' : name), field)
  }
  for (const name of keys?.names ?? []) {
    const columnName = names[name]
    const field = fields[name]
    if (columnName !== undefined && field !== undefined) add(name, columnName, field)
  }
  return found
}

function createColumn(name: string, path: string, field: Field): ViewColumn {
  return { name, path, type: TYPES[field.type], prefixes: NO_PREFIX }
}

/** A field with an id of one other entity, or the record's own id, is a UUID without its prefix. */
function withReferences(
  column: ViewColumn,
  path: string,
  { id }: Entity,
  references: readonly ReferenceDeclaration[],
): ViewColumn {
  if (column.type !== 'VARCHAR') return column
  if (id.fields[0] === path && id.fields.length === 1 && id.format === undefined)
    return { ...column, type: 'UUID', prefixes: listPrefixes(id.prefix) }
  const own = references.flatMap((each) => {
    if (each.field === path) return [each]
    return each.key?.field === path ? [{ ...each, ...each.key, onlyWithPrefix: true as const }] : []
  })
  const [first] = own
  if (first === undefined || first.entity === 'category') return column
  if (own.length > 1)
    return { ...column, prefixes: [...new Set(['', ...own.map(({ prefix = '' }) => prefix)])] }
  const prefixes = listPrefixes(first.prefix)
  return { ...column, type: 'UUID', prefixes: first.onlyWithPrefix ? prefixes.slice(0, 1) : prefixes }
}

function listPrefixes(prefix: string | undefined): readonly string[] {
  return prefix === undefined ? NO_PREFIX : [prefix, '']
}

function findField(entity: Entity, path: string): Field | undefined {
  const [first = '', ...rest] = path.split('.')
  let field: Field | undefined = entity.fields[first]
  for (const name of rest) field = field?.fields?.[name]
  return field
}
