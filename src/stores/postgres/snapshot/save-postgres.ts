import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { to as copyTo } from 'pg-copy-streams'
import type { PostgresEndpoint } from '../../../core/store-types.js'
import type { PortableOptions, PortablePart } from '../../contracts/portable-snapshot.js'
import type { pg } from '../client/pg.js'
import { getTableLabel, listTables, type PortableTableFile, toCopyTarget } from './portable-tables.js'
import { readDdl, SCRIPT_SETTINGS } from './read-ddl.js'
import { withClient } from './with-client.js'

/** Writes the definitions and the rows of the database, all of one moment, as `load.sql` and psql load them. */
export async function savePostgres(
  { url }: PostgresEndpoint,
  directory: string,
  options: PortableOptions,
): Promise<PortablePart> {
  return withClient(url, options.signal, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await client.query(SCRIPT_SETTINGS)
    const { schema, constraints } = await readDdl(client)
    await writeFile(path.join(directory, 'schema.sql'), schema)
    const tables: PortableTableFile[] = []
    const counts = { records: 0, bytes: 0 }
    for (const table of await listTables(client)) {
      const records = await saveRows(client, { ...table, records: 0 }, directory, (bytes) => {
        counts.bytes += bytes
        options.onProgress(counts.records, counts.bytes)
      })
      counts.records += records
      tables.push({ ...table, records })
    }
    await client.query('COMMIT')
    await writeFile(path.join(directory, 'constraints.sql'), constraints)
    await writeFile(path.join(directory, 'tables.json'), `${JSON.stringify(tables, undefined, 2)}\n`)
    await writeFile(path.join(directory, 'load.sql'), toLoadScript(tables))
    return {
      ...counts,
      bytes: counts.bytes + Buffer.byteLength(schema) + Buffer.byteLength(constraints),
      tables: tables.map((table) => ({ name: getTableLabel(table), records: table.records })),
    }
  })
}

/** Resolves to the number of rows. */
async function saveRows(
  client: pg.Client,
  table: PortableTableFile,
  directory: string,
  onBytes: (bytes: number) => void,
): Promise<number> {
  const rows = client.query(copyTo(`COPY ${toCopyTarget(table)} TO STDOUT WITH (FORMAT csv, HEADER)`))
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length)
      done(undefined, chunk)
    },
  })
  await pipeline(rows, count, createWriteStream(path.join(directory, table.file), { mode: 0o600 }))
  return rows.rowCount
}

function toLoadScript(tables: readonly PortableTableFile[]): string {
  return [
    '-- Loads this directory into an empty database: cd <this directory> && psql -f load.sql <database>',
    '\\set ON_ERROR_STOP on',
    'BEGIN;',
    '\\ir schema.sql',
    ...tables.map((table) => `\\copy ${toCopyTarget(table)} from '${table.file}' with (format csv, header)`),
    '\\ir constraints.sql',
    'COMMIT;',
    '',
  ].join('\n')
}
