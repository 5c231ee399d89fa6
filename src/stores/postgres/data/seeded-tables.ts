import type { PlainRecord } from '../../../domain/entities/entity.js'
import type { Field } from '../../../domain/entities/field.js'
import type { EntityPlural, EntityRegistry, StoreEntity } from '../../../domain/entities/registry.js'

export interface SeededColumn {
  readonly name: string
  /** As PostgreSQL's `format_type` returns it. */
  readonly type: string
  readonly value: (row: PlainRecord) => string | number | null
}

/** The table of an entity, and the columns that seeding writes, in table order; other columns get their default. */
export interface SeededTable {
  readonly kind: EntityPlural
  readonly table: string
  readonly columns: readonly SeededColumn[]
  /** The positions of the columns that identify a row. */
  readonly idColumns: readonly number[]
}

/** The tables of all entities, in an order of writing that satisfies foreign keys. */
export function listSeededTables(entities: EntityRegistry): readonly SeededTable[] {
  const found = known.get(entities) ?? entities.ofStore('postgres').map(toSeededTable)
  known.set(entities, found)
  return found
}

const known = new WeakMap<EntityRegistry, readonly SeededTable[]>()

function toSeededTable({ plural, place, fields, id }: StoreEntity<'postgres'>): SeededTable {
  const names = Object.keys(fields)
  return {
    kind: plural,
    table: place.table,
    columns: Object.entries(fields).map(([name, field]) => ({
      name,
      type: toSqlType(field),
      value:
        field.type === 'json'
          ? (row) => JSON.stringify(row[name])
          : (row) => (row[name] ?? null) as string | number | null,
    })),
    idColumns: id.fields.map((name) => names.indexOf(name)),
  }
}

function toSqlType({ type, maxLength }: Field): string {
  switch (type) {
    case 'uuid':
    case 'integer':
    case 'boolean':
      return type
    case 'text':
      return maxLength === undefined ? 'text' : `character varying(${maxLength})`
    case 'double':
      return 'double precision'
    case 'decimal':
      return 'numeric'
    case 'timestamp':
    case 'date':
      return 'timestamp with time zone'
    default:
      return 'jsonb'
  }
}
