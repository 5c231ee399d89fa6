import { hash } from 'node:crypto'
import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { mapStores, STORE_NAMES, type PerStore, type StoreName } from '../../core/store-name.js'
import type { Entity, ReferenceDeclaration } from '../../domain/entities/entity.js'
import { getRecordId, getReferencedId } from '../../domain/entities/references.js'
import type { EntityPlural, EntityRegistry } from '../../domain/entities/registry.js'
import type { DataStore, StoredRecord } from '../../stores/contracts/data-store.js'
import type { Dataset } from '../generator/create-dataset.js'
import { createRecordCounts, type RecordCounts } from '../read-fingerprint.js'
import type { DatasetDifference, RecordSource } from './dataset-difference.js'
import { ObservationTable } from './observation-table.js'

/** A record that a store has. `seeded`: it belongs to a seeded family. */
type FoundRecord = readonly [origin: 'found', hash: string, seeded: boolean, id: string]
/** A record that a dataset has. */
type ExpectedRecord = readonly [
  origin: 'expected',
  hash: string,
  dataset: number,
  id: string,
  family: number | null,
]

/** Compares the records in the stores with the records of the seeded datasets. Bounded memory. */
export class DatasetComparison {
  readonly #tables: PerStore<ObservationTable<FoundRecord | ExpectedRecord>>
  readonly #datasets: readonly Dataset[]
  readonly #entities: EntityRegistry
  readonly #expected: Record<EntityPlural, number>
  /** The stores whose reference data was added: it is the same in all datasets. */
  readonly #withSharedRecords = new Set<StoreName>()

  /** `directory` is for observations that do not fit into memory. */
  constructor(entities: EntityRegistry, datasets: readonly Dataset[], directory: string) {
    this.#entities = entities
    this.#expected = createRecordCounts(entities)
    this.#datasets = datasets
    this.#tables = mapStores((name) => new ObservationTable(`dataset-${name}`, directory))
  }

  /** The number of records that were expected. */
  get expected(): RecordCounts {
    return this.#expected
  }

  /** Adds a record read from a store. */
  addFound(store: StoreName, record: StoredRecord): void {
    if (record.kind === 'other') return
    const seeded = this.#isInSeededFamily(record.kind, record)
    this.#tables[store].add(getRecordKey(record), ['found', hashRecord(record), seeded, record.id])
  }

  /** Adds all records that the store must contain of the dataset at this position, up to this number of families. */
  async addExpected(store: DataStore, position: number, families: number): Promise<void> {
    const dataset = this.#datasets[position]
    if (dataset === undefined) throw new RangeError(`There is no dataset ${position}.`)
    const table = this.#tables[store.name]
    const add = (record: StoredRecord, family: number | null): void => {
      if (record.kind === 'other') return
      this.#expected[record.kind]++
      table.add(getRecordKey(record), ['expected', hashRecord(record), position, record.id, family])
    }
    for (let family = 0; family < families; family++) {
      for (const record of store.toStoredRecords(dataset.getRecords(store.name, family))) add(record, family)
      if (family % 50 === 0) await yieldToEventLoop()
    }
    if (this.#withSharedRecords.has(store.name)) return
    this.#withSharedRecords.add(store.name)
    for (const record of store.toStoredRecords(dataset.generators.getSharedRecords(store.name)))
      add(record, null)
  }

  /** Calls `report` with each difference, store by store. The observations are removed. */
  forEachDifference(report: (difference: DatasetDifference) => void): void {
    for (const store of STORE_NAMES) {
      this.#tables[store].forEachKey((key, observations) => {
        const entity = key.slice(0, key.indexOf(':')) as EntityPlural
        const expected = observations.find(isExpected)
        const found = observations.filter(isFound)
        const id = String(observations[0]?.[3])
        const record = {
          store,
          entity,
          id,
          ...(expected === undefined ? {} : { source: toSource(expected) }),
        }
        const [first, ...others] = found
        if (expected !== undefined && first === undefined) report({ ...record, difference: 'missing' })
        else if (expected !== undefined && !found.some(([, hash]) => hash === expected[1]))
          report({ ...record, difference: 'changed' })
        else if (expected === undefined && first?.[2] === true) others.push(first)
        for (const _ of others) report({ ...record, difference: 'extra' })
      })
    }
  }

  /** Whether the record is in a seeded family, by its own id or by the family or user that it refers to. */
  #isInSeededFamily(kind: EntityPlural, { id, fields }: StoredRecord): boolean {
    const entity = this.#entities.getByPlural(kind)
    const isSeeded = (each: string | undefined): boolean =>
      each !== undefined && this.#datasets.some((dataset) => dataset.findFamilyIndex(each) !== undefined)
    return (
      isSeeded(id) ||
      isSeeded(getRecordId(entity, fields)) ||
      getMemberships(entity).some((reference) => isSeeded(getReferencedId(reference, fields)))
    )
  }
}

function isExpected(observation: FoundRecord | ExpectedRecord): observation is ExpectedRecord {
  return observation[0] === 'expected'
}

function isFound(observation: FoundRecord | ExpectedRecord): observation is FoundRecord {
  return observation[0] === 'found'
}

function toSource([, , dataset, , family]: ExpectedRecord): RecordSource {
  return { dataset, family: family ?? undefined }
}

/** The references that say which family a record belongs to. An owner of a family may belong to another one. */
function getMemberships({ references = [] }: Entity): readonly ReferenceDeclaration[] {
  return references.filter(
    (each) => (each.entity === 'family' || each.entity === 'user') && !each.deferred && !each.when,
  )
}

/** Identifies a record within its store. */
export function getRecordKey({ kind, id }: Pick<StoredRecord, 'kind' | 'id'>): string {
  return `${kind}:${id}`
}

function hashRecord({ canonical }: StoredRecord): string {
  return hash('sha256', canonical, 'base64').slice(0, 22)
}
