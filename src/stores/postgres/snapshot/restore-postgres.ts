import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type { PostgresEndpoint } from '../../../core/store-types.js'
import type { PortableOptions, PortablePart, PortableTable } from '../../contracts/portable-snapshot.js'
import { DROP_EVERYTHING } from './drop-everything.js'
import { getTableLabel, readTableFiles, toCopyTarget } from './portable-tables.js'
import { withClient } from './with-client.js'

/** Replaces everything in the database, in one transaction: after an interruption it is as before. */
export async function restorePostgres(
  { url }: PostgresEndpoint,
  directory: string,
  { signal, onProgress }: PortableOptions,
): Promise<PortablePart> {
  const files = await readTableFiles(directory)
  const read = async (name: string): Promise<string> => readFile(path.join(directory, name), 'utf8')
  const [schema, constraints] = await Promise.all([read('schema.sql'), read('constraints.sql')])
  return withClient(url, signal, async (client) => {
    await client.query('BEGIN')
    await client.query(DROP_EVERYTHING)
    await client.query(schema)
    const counts = { records: 0, bytes: 0 }
    const tables: PortableTable[] = []
    for (const table of files) {
      const target = client.query(
        copyFrom(`COPY ${toCopyTarget(table)} FROM STDIN WITH (FORMAT csv, HEADER)`),
      )
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          counts.bytes += chunk.length
          onProgress(counts.records, counts.bytes)
          done(undefined, chunk)
        },
      })
      const source = createReadStream(path.join(directory, table.file))
      await pipeline(source, count, target)
      counts.records += target.rowCount
      tables.push({ name: getTableLabel(table), records: target.rowCount })
    }
    await client.query(constraints)
    await client.query('COMMIT')
    await client.query('ANALYZE')
    return { ...counts, tables }
  })
}
