import type { EntityRegistry } from '../../../domain/entities/registry.js'
import { type DeclaredType, toListType, toTextUnion, toTypeName } from '../../contracts/declared-type.js'
import type { PostgresStore } from '../client/postgres-store.js'

interface ColumnRow {
  readonly schema: string
  readonly relation: string
  readonly kind: string
  readonly name: string
  readonly type: string
  /** Of an array: the type of its elements. */
  readonly element: string | null
  /** Of an enum. */
  readonly labels: readonly string[] | null
  readonly required: boolean
}

const COLUMNS = `SELECT n.nspname AS schema, c.relname AS relation,
  CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END AS kind, a.attname AS name,
  coalesce(base.typname, t.typname) AS type, CASE WHEN t.typcategory = 'A' THEN e.typname END AS element,
  (SELECT array_agg(l.enumlabel::text ORDER BY l.enumsortorder) FROM pg_enum l
    WHERE l.enumtypid IN (t.oid, base.oid, e.oid)) AS labels,
  a.attnotnull OR t.typnotnull AS required
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type base ON base.oid = t.typbasetype
LEFT JOIN pg_type e ON e.oid = t.typelem
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'homemanager_ledger') AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum`

/** The types of the rows of all tables and views, as the client `pg` returns them. */
export async function readRowTypes(
  { pool }: PostgresStore,
  registry: EntityRegistry,
): Promise<readonly DeclaredType[]> {
  const { rows } = await pool.query<ColumnRow>(COLUMNS)
  const entities = new Map(registry.ofStore('postgres').map((entity) => [entity.place.table, entity]))
  const types = new Map<
    string,
    DeclaredType & { readonly properties: DeclaredType['properties'][number][] }
  >()
  for (const row of rows) {
    const path = row.schema === 'public' ? row.relation : `${row.schema}.${row.relation}`
    const entity = entities.get(path)
    const known = types.get(path) ?? {
      name: `${toTypeName(entity?.name ?? path)}Row`,
      source: `${row.kind} ${path}`,
      properties: [],
    }
    const values = entity?.fields[row.name]?.values
    const type = values === undefined ? toColumnType(row) : toTextUnion(values)
    known.properties.push({
      name: row.name,
      type: row.required || type === 'unknown' ? type : `${type} | null`,
    })
    types.set(path, known)
  }
  return [...types.values()]
}

function toColumnType({ type, element, labels }: ColumnRow): string {
  const item = labels === null ? toScalarType(element ?? type) : toTextUnion(labels)
  return element === null ? item : toListType(item === 'unknown' ? item : `${item} | null`)
}

/** What the client converts values of these types to. Others are text. */
const CLIENT_TYPES: Readonly<Record<string, string>> = {
  bool: 'boolean',
  int2: 'number',
  int4: 'number',
  oid: 'number',
  float4: 'number',
  float8: 'number',
  timestamp: 'Date',
  timestamptz: 'Date',
  date: 'Date',
  bytea: 'Buffer',
  json: 'unknown',
  jsonb: 'unknown',
  interval: 'unknown',
  point: 'unknown',
  circle: 'unknown',
}

function toScalarType(type: string): string {
  return CLIENT_TYPES[type] ?? 'string'
}
