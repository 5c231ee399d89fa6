import type { EntityRegistry } from '../../../domain/entities/registry.js'
import { toCanonicalJson } from '../../canonical-json.js'
import type { StoredRecord } from '../../contracts/data-store.js'
import { listSeededTables } from './seeded-tables.js'

/** The columns that differ in value or type. */
export function listChangedColumns(
  entities: EntityRegistry,
  expected: StoredRecord,
  stored: StoredRecord,
): readonly string[] {
  const columns = listSeededTables(entities).find(({ kind }) => kind === expected.kind)?.columns ?? []
  const [one, other] = [toCells(expected), toCells(stored)]
  return columns.map(({ name }) => name).filter((_, i) => one[i] !== other[i])
}

function toCells({ canonical }: StoredRecord): readonly string[] {
  const [, types, values] = JSON.parse(canonical) as [string, readonly string[], readonly unknown[]]
  return types.map((type, i) => `${type} ${toCanonicalJson(values[i])}`)
}
