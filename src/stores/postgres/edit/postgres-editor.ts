import type { FieldDef, QueryResult } from 'pg'
import { type Entity, getPlaceIn } from '../../../domain/entities/entity.js'
import type { FieldType } from '../../../domain/entities/field.js'
import type { EditableRecord, EditableValue, RecordEditor } from '../../contracts/record-editor.js'
import type { PostgresStore } from '../client/postgres-store.js'

/** A value as text; null: none. It keeps what a JavaScript value would not, such as microseconds. */
type Raw = string | null
type Row = Readonly<Record<string, Raw>>

/** Of a row version: PostgreSQL changes it with each update. */
const REVISION = 'xmin as text'
/** By the object id of the type (pg_type.dat). All others are entered as PostgreSQL writes them. */
const TYPES: Readonly<Record<number, FieldType>> = {
  16: 'boolean',
  20: 'decimal',
  21: 'integer',
  23: 'integer',
  114: 'json',
  700: 'double',
  701: 'double',
  1114: 'timestamp',
  1184: 'timestamp',
  1700: 'decimal',
  2950: 'uuid',
  3802: 'json',
}

/** Changes a row, if its version is still the one that was read. */
export function createPostgresEditor({ pool }: PostgresStore): RecordEditor<Raw> {
  const query = async (text: string, values: readonly Raw[]): Promise<QueryResult<Row>> =>
    pool.query<Row>({ text, values: [...values], types: { getTypeParser: () => (value: string) => value } })
  return {
    async read(entity, id) {
      const { table, idField } = getTable(entity)
      const text = `SELECT *, xmin::text AS "${REVISION}" FROM ${table} WHERE ${idField} = $1`
      return toRecord(entity, id, await query(text, [id]))
    },
    toRaw(type, value) {
      if (value === null) return null
      return type !== 'json' && typeof value === 'string' ? value : JSON.stringify(value)
    },
    async write({ entity, id, revision }, change) {
      const { table, idField } = getTable(entity)
      const set = [...change.keys()].map((name, i) => `${quote(name)} = $${i + 1}`).join(', ')
      const count = change.size
      const text = `UPDATE ${table} SET ${set} WHERE ${idField} = $${count + 1} AND xmin::text = $${count + 2}
        RETURNING *, xmin::text AS "${REVISION}"`
      const values = [...change.values()].map((raw) => raw ?? null)
      return toRecord(entity, id, await query(text, [...values, id, revision]))
    },
    describe({ entity, id, revision }, change) {
      const { table, idField } = getTable(entity)
      const set = [...change].map(([name, raw]) => `${quote(name)} = ${formatLiteral(raw)}`).join(',\n  ')
      return `UPDATE ${table}\nSET ${set}\nWHERE ${idField} = ${formatLiteral(id)} AND xmin = ${formatLiteral(revision)}`
    },
  }
}

function getTable(entity: Entity): { readonly table: string; readonly idField: string } {
  const [idField = ''] = entity.id.fields
  return { table: getPlaceIn('postgres', entity).table, idField: quote(idField) }
}

function toRecord(
  entity: Entity,
  id: string,
  { rows: [row], fields }: QueryResult<Row>,
): EditableRecord<Raw> | undefined {
  if (row === undefined) return undefined
  const values = fields
    .filter(({ name }) => name !== REVISION && entity.fields[name]?.secret !== true)
    .map((field) => [field.name, toValue(field, row[field.name] ?? null)] as const)
  return {
    entity,
    id,
    revision: row[REVISION] ?? '',
    record: Object.fromEntries(values.map(([name, { value }]) => [name, value])),
    fields: new Map(values),
  }
}

function toValue({ dataTypeID }: FieldDef, raw: Raw): EditableValue<Raw> {
  const type = TYPES[dataTypeID] ?? 'text'
  return { type, raw, value: raw === null ? null : parse(type, raw) }
}

function parse(type: FieldType, raw: string): unknown {
  if (type === 'boolean') return raw === 't'
  if (type === 'integer' || type === 'double') return Number(raw)
  if (type === 'json') return JSON.parse(raw) as unknown
  if (type !== 'timestamp') return raw
  const time = new Date(raw)
  return Number.isNaN(time.getTime()) ? raw : time.toISOString()
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function formatLiteral(raw: Raw | undefined): string {
  return raw === null || raw === undefined ? 'NULL' : `'${raw.replaceAll("'", "''")}'`
}
