import { HomeError } from '../../../core/home-error.js'
import { PORTABLE_SNAPSHOT_ERRORS } from '../../contracts/portable-snapshot-errors.js'
import { pg } from '../client/pg.js'
import type { Queryable } from '../client/queryable.js'
import {
  CONSTRAINT_QUERIES,
  POPULATED_VIEWS,
  SEQUENCE_NAMES,
  UNSUPPORTED_OBJECTS,
} from './constraint-queries.js'
import type { DdlObject } from './ddl-object.js'
import {
  COMPOSITES,
  DOMAINS,
  ENUMS,
  EXTENSIONS,
  FUNCTIONS,
  RANGES,
  SCHEMAS,
  SEQUENCES,
  TABLES,
  VIEWS,
} from './schema-queries.js'
import { sortByDependency } from './sort-by-dependency.js'

/** Scripts of SQL that create a database around its rows. */
export interface Ddl {
  /** To run before the rows are copied. */
  readonly schema: string
  /** To run afterwards. */
  readonly constraints: string
}

/** With these settings, values are written and read alike everywhere, and names are qualified. */
export const SCRIPT_SETTINGS = [
  `SET client_encoding = 'UTF8'`,
  `SET standard_conforming_strings = on`,
  `SET check_function_bodies = false`,
  `SET search_path = ''`,
  `SET DateStyle = 'ISO, YMD'`,
  `SET IntervalStyle = 'postgres'`,
  `SET TimeZone = 'UTC'`,
  `SET extra_float_digits = 1`,
  `SET bytea_output = 'hex'`,
  `SET xmloption = 'content'`,
  `SET row_security = off`,
  `SET client_min_messages = 'warning'`,
].join(';\n')

/** Reads the definitions of everything in the database. The session has `SCRIPT_SETTINGS`. */
export async function readDdl(client: Queryable): Promise<Ddl> {
  await assertSupported(client)
  const objects: DdlObject[] = []
  for (const query of [ENUMS, COMPOSITES, DOMAINS, RANGES, SEQUENCES, FUNCTIONS, TABLES, VIEWS]) {
    objects.push(...(await client.query<DdlObject>(query)).rows)
  }
  const schemas = (await client.query<DdlObject>(SCHEMAS)).rows
  const extensions = (await client.query<DdlObject>(EXTENSIONS)).rows
  const sorted = await sortByDependency(client, objects)
  const statements: string[] = []
  for (const query of CONSTRAINT_QUERIES) statements.push(...(await readColumn(client, query)))
  const views = await sortByDependency(client, [
    ...(await client.query<DdlObject>(POPULATED_VIEWS)).rows,
    ...objects.map((object) => ({ ...object, statement: '' })),
  ])
  const refreshes = views.map(({ statement }) => statement).filter((statement) => statement !== '')
  return {
    schema: toScript([...schemas, ...extensions, ...sorted].map(({ statement }) => statement)),
    constraints: toScript([...(await readSequenceValues(client)), ...statements, ...refreshes]),
  }
}

async function assertSupported(client: Queryable): Promise<void> {
  const [first, ...others] = await readColumn(client, UNSUPPORTED_OBJECTS)
  if (first === undefined) return
  throw new HomeError(PORTABLE_SNAPSHOT_ERRORS.PORTABLE_SNAPSHOT_UNSUPPORTED, {
    message: `The database has an object that a portable snapshot cannot describe: ${first}.`,
    ...(others.length === 0 ? {} : { detail: `Others are: ${others.slice(0, 20).join(', ')}.` }),
    suggestion: 'Save a physical snapshot, or use pg_dump.',
  })
}

async function readSequenceValues(client: Queryable): Promise<readonly string[]> {
  const statements: string[] = []
  for (const name of await readColumn(client, SEQUENCE_NAMES)) {
    const { rows } = await client.query<{ last_value: string; is_called: boolean }>(
      `SELECT last_value, is_called FROM ${name}`,
    )
    for (const { last_value: value, is_called: called } of rows) {
      statements.push(`SELECT pg_catalog.setval(${pg.escapeLiteral(name)}, ${value}, ${called})`)
    }
  }
  return statements
}

async function readColumn(client: Queryable, query: string): Promise<readonly string[]> {
  const { rows } = await client.query<Record<string, string>>(query)
  return rows.map((row) => String(Object.values(row)[0]))
}

/** A line break ends a comment at the end of a statement. */
function toScript(statements: readonly string[]): string {
  return [SCRIPT_SETTINGS, ...statements].map((statement) => `${statement}\n;\n\n`).join('')
}
