import type { EntityRegistry } from '../../domain/entities/registry.js'
import { listViews } from './views.js'

/** What statements can name: the tables of PostgreSQL, the collections of MongoDB, and the views of SQL across the stores. */
export interface StatementNames {
  readonly postgres: TableNames
  readonly mongo: TableNames
  readonly all: TableNames
}

/** Tables, collections or views, with their columns. */
export type TableNames = Readonly<Record<string, readonly string[]>>

export function listStatementNames(entities: EntityRegistry): StatementNames {
  return {
    postgres: toNames(entities.ofStore('postgres').map(({ place, fields }) => [place.table, fields])),
    mongo: toNames(entities.ofStore('mongo').map(({ place, fields }) => [place.collection, fields])),
    all: Object.fromEntries(
      listViews(entities.all).map(({ name, columns }) => [name, columns.map((column) => column.name)]),
    ),
  }
}

function toNames(tables: readonly (readonly [name: string, fields: object])[]): TableNames {
  return Object.fromEntries(tables.map(([name, fields]) => [name, Object.keys(fields)]))
}
