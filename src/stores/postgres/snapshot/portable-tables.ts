import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { isRecord } from '../../../core/is-record.js'
import { portableSnapshotInvalid } from '../../contracts/portable-snapshot-invalid.js'
import { pg } from '../client/pg.js'
import type { Queryable } from '../client/queryable.js'
import { IN_USER_SCHEMA, NOT_OF_EXTENSION } from './ddl-object.js'

/** A table as `tables.json` describes it. */
export interface PortableTableFile {
  readonly schema: string
  readonly name: string
  readonly file: string
  /** Without generated columns. */
  readonly columns: readonly string[]
  /** The columns that identify a row; empty if the table has no key. */
  readonly key: readonly string[]
  readonly records: number
}

/** What a table is called in a snapshot: without its schema if that is `public`. */
export function getTableLabel({ schema, name }: Pick<PortableTableFile, 'schema' | 'name'>): string {
  return schema === 'public' ? name : `${schema}.${name}`
}

/** `"public"."users" ("id", "email")`, as COPY and psql's \copy expect it. */
export function toCopyTarget({ schema, name, columns }: PortableTableFile): string {
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)} (${list})`
}

const TABLES = `SELECT n.nspname AS schema, o.relname AS name,
    (SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_attribute a
      WHERE a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
    (SELECT coalesce(json_agg(a.attname ORDER BY array_position(i.indkey::int2[], a.attnum)), '[]')
      FROM pg_index i JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum = ANY (i.indkey)
      WHERE i.indrelid = o.oid AND i.indisprimary AND a.attgenerated = '') AS key
  FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
  WHERE o.relkind = 'r' AND o.relpersistence <> 't' AND ${IN_USER_SCHEMA} AND ${NOT_OF_EXTENSION}
  ORDER BY n.nspname, o.relname`

/** The tables that have rows of their own; a partitioned table has none. */
export async function listTables(client: Queryable): Promise<readonly Omit<PortableTableFile, 'records'>[]> {
  const { rows } = await client.query<Omit<PortableTableFile, 'records' | 'file'>>(TABLES)
  return rows
    .filter(({ columns }) => columns.length > 0)
    .map((table) => ({
      ...table,
      file: `${toFileName(table.schema)}.${toFileName(table.name)}.csv`,
    }))
}

/** Characters that a file name, or psql's \copy, does not permit, as in a URL. */
function toFileName(name: string): string {
  return name.replaceAll(
    /[\p{Cc}"%'*./:<>?\\|]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

export async function readTableFiles(directory: string): Promise<readonly PortableTableFile[]> {
  const file = path.join(directory, 'tables.json')
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (Array.isArray(value) && value.every(isTableFile)) return value
    throw new SyntaxError('It does not describe tables.')
  } catch (error) {
    throw portableSnapshotInvalid(file, error)
  }
}

function isTableFile(value: unknown): value is PortableTableFile {
  return (
    isRecord(value) &&
    ['schema', 'name', 'file'].every((field) => typeof value[field] === 'string') &&
    path.basename(String(value['file'])) === value['file'] &&
    Array.isArray(value['columns']) &&
    Array.isArray(value['key'])
  )
}
