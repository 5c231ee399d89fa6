import path from 'node:path'
import type { EntityRegistry } from '../../../domain/entities/registry.js'
import type { PortableMigration, PortableRecord } from '../../contracts/portable-snapshot.js'
import { HISTORY_TABLE } from '../migrations/postgres-history.js'
import { type CsvValue, parseCsv } from './parse-csv.js'
import { getTableLabel, type PortableTableFile, readTableFiles } from './portable-tables.js'

/** Reads the rows of all tables. A row of an entity is identified by its ID. A row of a table without primary key is identified by all its values. */
export async function* readPostgres(
  directory: string,
  entities: EntityRegistry,
): AsyncGenerator<PortableRecord> {
  for (const table of await readTableFiles(directory)) {
    const label = getTableLabel(table)
    const entity = entities.ofStore('postgres').find(({ place }) => place.table === label)
    const idFields = entity?.id.fields ?? table.key
    const rows = parseCsv(path.join(directory, table.file))
    await rows.next()
    for await (const values of rows) {
      const record = toRecord(entity?.plural ?? label, table, idFields, values)
      yield label === HISTORY_TABLE ? { ...record, migration: toMigration(table, values) } : record
    }
  }
}

function toMigration({ columns }: PortableTableFile, values: readonly CsvValue[]): PortableMigration | null {
  const [id = '', outcome = '', checksum = ''] = ['id', 'outcome', 'checksum'].map(
    (name) => values[columns.indexOf(name)] ?? '',
  )
  return outcome === 'schema' ? null : { id, outcome, checksum }
}

function toRecord(
  kind: string,
  { columns, key }: PortableTableFile,
  idFields: readonly string[],
  values: readonly CsvValue[],
): PortableRecord {
  const byColumn = new Map(columns.map((column, index) => [column, values[index] ?? null]))
  const pick = (names: readonly string[]): readonly CsvValue[] =>
    names.map((name) => byColumn.get(name) ?? null)
  const keyed = key.length > 0
  const id = pick(idFields)
  const identity = id.length > 0 && !id.includes(null) ? id : pick(key)
  const keyText = JSON.stringify(keyed ? identity : values)
  return {
    kind,
    key: keyText,
    id: keyed && id.length > 0 ? id.join('|') : keyText,
    fields: new Map(
      [...byColumn].map(([name, value]) => [name, value === null ? 'NULL' : JSON.stringify(value)]),
    ),
  }
}
