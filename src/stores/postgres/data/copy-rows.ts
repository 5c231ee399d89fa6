import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { PlainRecord } from '../../../domain/entities/entity.js'
import type { SeededTable } from './seeded-tables.js'

/** Characters per chunk sent to the server; larger chunks only use more memory. */
const CHUNK_LENGTH = 64 * 1024

/** Writes rows with COPY on the caller's connection. */
export async function copyRows(
  client: pg.ClientBase,
  table: SeededTable,
  rows: readonly PlainRecord[],
): Promise<void> {
  if (rows.length === 0) return
  const columns = table.columns.map(({ name }) => name).join(', ')
  const stream = client.query(copyFrom(`COPY ${table.table} (${columns}) FROM STDIN`))
  await pipeline(Readable.from(toCopyChunks(table, rows), { objectMode: false }), stream)
}

function* toCopyChunks(table: SeededTable, rows: readonly PlainRecord[]): Generator<Buffer> {
  let text = ''
  for (const row of rows) {
    text += `${table.columns.map(({ value }) => toCopyText(value(row))).join('\t')}\n`
    if (text.length >= CHUNK_LENGTH) {
      yield Buffer.from(text)
      text = ''
    }
  }
  if (text !== '') yield Buffer.from(text)
}

const SPECIAL_CHARACTERS = /[\\\n\r\t]/g
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Formats a value in COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
function toCopyText(value: string | number | null): string {
  if (value === null) return '\\N'
  const text = String(value)
  return /[\\\n\r\t]/.test(text) ? text.replace(SPECIAL_CHARACTERS, (char) => ESCAPES[char] ?? char) : text
}
