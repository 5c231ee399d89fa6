/** A command of psql that lists or describes objects, as SQL. */
export interface CatalogQuery {
  readonly text: string
  /** The value of `:name`. */
  readonly name?: string
}

const DESCRIBE = /^\\d([tvimn]?)(\+?)(?:\s+"?([^\s";]+)"?)?\s*;?$/

/** The values of `relkind` that `\dt`, `\dv`, `\dm` and `\di` list. */
const KINDS: Readonly<Record<string, string>> = {
  '': 'table view sequence',
  t: 'table',
  v: 'view',
  m: 'view',
  i: 'index',
}

/** Translates `\d`, `\dt`, `\dv`, `\dm`, `\di`, `\dn` and `\d NAME`, also with `+`; undefined for any other text. */
export function toCatalogQuery(text: string): CatalogQuery | undefined {
  const [, kind, plus, name] = DESCRIBE.exec(text.trim()) ?? []
  if (kind === undefined) return undefined
  if (kind === 'n')
    return { text: `SELECT nspname AS name FROM pg_namespace WHERE ${USER_SCHEMA} ORDER BY 1` }
  if (name !== undefined && kind === '') return { text: describeTable(plus === '+'), name }
  const kinds = (KINDS[kind] ?? '').split(' ').map((each) => `'${each}'`)
  const where = `kind IN (${kinds.join(', ')})${name === undefined ? '' : ' AND name = :name'}`
  return {
    text: `SELECT * FROM (${listRelations(plus === '+')}) AS relations WHERE ${where} ORDER BY schema, name`,
    ...(name === undefined ? {} : { name }),
  }
}

const USER_SCHEMA = String.raw`nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'`

/** With `details`, also their size on disk and their comment. */
function listRelations(details: boolean): string {
  const columns = `, pg_size_pretty(pg_total_relation_size(pg_class.oid)) AS size,
    obj_description(pg_class.oid, 'pg_class') AS description`
  return `
  SELECT nspname AS schema, relname AS name,
    CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'view'
      WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index' END AS kind
    ${details ? columns : ''}
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE ${USER_SCHEMA}`
}

/** With `details`, also how a column is stored, and its comment. */
function describeTable(details: boolean): string {
  const columns = `, CASE attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END AS storage,
    col_description(attrelid, attnum) AS description`
  return `
  SELECT attname AS column, format_type(atttypid, atttypmod) AS type,
    CASE WHEN attnotnull THEN 'not null' END AS nullable, pg_get_expr(adbin, adrelid) AS default,
    (SELECT string_agg(pg_get_constraintdef(c.oid), '; ' ORDER BY c.conname) FROM pg_constraint c
      WHERE c.conrelid = attrelid AND attnum = ANY (c.conkey)) AS constraints
    ${details ? columns : ''}
  FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE attrelid = CAST(:name AS regclass) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`
}
