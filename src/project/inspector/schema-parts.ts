import { isRecord } from '../../core/is-record.js'
import { parseJsonRecord } from '../../core/parse-json-record.js'
import type { StoreName } from '../../core/store-name.js'
import type { SchemaObject } from '../../stores/contracts/schema-object.js'
import type { InspectorSources } from './inspector-sources.js'

/** A column, an index or another part of a table or a collection. */
export interface SchemaPart {
  readonly object: SchemaObject
  /** Its name within the table. */
  readonly label: string
  /** In one line, as short as people need it. */
  readonly definition: string
}

/** What has columns: other objects have a definition only. */
export function isContainer({ kind, parent }: SchemaObject): boolean {
  return parent === undefined && (kind === 'table' || kind === 'collection')
}

/** Each collection has one in the schema; an empty one declares nothing. */
export function isValidator({ kind, definition }: SchemaObject): boolean {
  return kind === 'validator' && definition !== '{}'
}

/** The schema that names without one are in. */
export function omitPublic(name: string): string {
  return name.replace(/^public\./, '')
}

export async function readStoreSchema(
  sources: InspectorSources,
  store: StoreName,
): Promise<readonly SchemaObject[]> {
  const { createMigrationStores } = await import('../../stores/create-migration-stores.js')
  const migrationStores = await createMigrationStores(await sources.stores())
  return migrationStores[store].readSchema()
}

const ORDER = ['column', 'key', 'field', 'index', 'constraint', 'trigger']

/** Columns in the order of the table, then indexes, constraints and the rest. */
export async function listParts(
  sources: InspectorSources,
  store: StoreName,
  container: SchemaObject,
  objects: readonly SchemaObject[],
): Promise<readonly SchemaPart[]> {
  const columns = store === 'postgres' ? await readColumnOrder(sources, container.name) : []
  const own = objects.filter(
    (object) => object.parent === container.name && (object.kind !== 'validator' || isValidator(object)),
  )
  const parts = [...listKeys(container), ...own.flatMap((object) => [...listFields(object), object])].map(
    (object) => toPart(container, object),
  )
  const rank = ({ object }: SchemaPart): number => {
    const found = ORDER.indexOf(object.kind)
    return found === -1 ? ORDER.length : found
  }
  return parts.toSorted(
    (a, b) => rank(a) - rank(b) || columns.indexOf(a.object.name) - columns.indexOf(b.object.name),
  )
}

/** The names of the columns as the schema has them. */
async function readColumnOrder({ postgres }: InspectorSources, table: string): Promise<readonly string[]> {
  const { rows } = await postgres.pool.query<{ readonly name: string }>(
    `SELECT $1 || '.' || quote_ident(attname) AS name FROM pg_attribute
     WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  )
  return rows.map(({ name }) => name)
}

/** The keys of a table of DynamoDB: `PK (S, HASH), SK (S, RANGE)`. */
export function listKeys({ name: parent, definition }: SchemaObject): readonly SchemaObject[] {
  return [...definition.matchAll(/(\S+) \((\w+), (HASH|RANGE)\)/g)].map(([, name = '', type = '', role]) => ({
    kind: 'key',
    name: `${parent}.${name}`,
    parent,
    definition: `${type}, ${role === 'HASH' ? 'partition key' : 'sort key'}`,
  }))
}

/** The fields that the validator of a collection declares. */
export function listFields({ kind, parent, definition }: SchemaObject): readonly SchemaObject[] {
  if (kind !== 'validator' || parent === undefined) return []
  const schema = parseJsonRecord(definition)?.['$jsonSchema']
  if (!isRecord(schema) || !isRecord(schema['properties'])) return []
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(schema['properties']).map(([name, declared]) => ({
    kind: 'field',
    name: `${parent}.${name}`,
    parent,
    definition: `${describeType(declared)}${required.includes(name) ? ' NOT NULL' : ''}`,
  }))
}

function describeType(declared: unknown): string {
  if (!isRecord(declared)) return ''
  const { bsonType, enum: values } = declared
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ')
  return Array.isArray(bsonType) ? bsonType.join(' | ') : typeof bsonType === 'string' ? bsonType : 'any'
}

function toPart({ name: container }: SchemaObject, object: SchemaObject): SchemaPart {
  const { kind, name, definition } = object
  const label = name.startsWith(`${container}.`) ? name.slice(container.length + 1) : omitPublic(name)
  return { object, label: label.replace(/^"(.*)"$/, '$1'), definition: shorten(kind, definition) }
}

/** `CREATE UNIQUE INDEX … USING btree (lower(email))` is `UNIQUE btree (lower(email))`; of an index of MongoDB, the key comes first. */
function shorten(kind: string, definition: string): string {
  if (kind !== 'index') return definition.replaceAll(/\s+/g, ' ')
  const index = parseJsonRecord(definition)
  if (index === undefined) return definition.replace(/^CREATE (UNIQUE )?INDEX .*? USING /, '$1')
  const { key, name: _, ...options } = index
  const keys = isRecord(key)
    ? Object.entries(key)
        .map(([field, direction]) => `${field} ${String(direction)}`)
        .join(', ')
    : ''
  return Object.keys(options).length === 0 ? keys : `${keys}  ${JSON.stringify(options)}`
}
