import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { createHash } from 'node:crypto'
import { mapStores, STORE_NAMES, type PerStore, type StoreName } from '../core/store-name.js'
import type { DataStore, SeedCheckpoint, StoredRecord } from '../stores/contracts/data-store.js'
import { createDataset, type Dataset } from '../dataset/generator/create-dataset.js'
import { getSharedRecords } from '../dataset/generator/registry.js'
import { parseStoredProfile } from '../dataset/profiles/stored-profile.js'
import type { ChangedRecord } from './describe-changes.js'
import { ObservationTable } from './observation-table.js'
import type { Entity, ReferenceDeclaration } from '../domain/entities/entity.js'
import { getRecordId, getReferencedId } from '../domain/entities/references.js'
import { type EntityPlural, getEntityByPlural } from '../domain/entities/registry.js'
import type { ReportViolation } from './violation.js'

/** A record that a store has, or that a dataset has. `seeded`: it belongs to a seeded family. */
type RecordObservation = readonly [origin: 'found' | 'expected', hash: string, seeded: boolean, id: string]

/** Compares the records in the stores with the records of the seeded datasets. */
export class DatasetComparison {
  readonly #tables: PerStore<ObservationTable<RecordObservation>>
  readonly #datasets: readonly Dataset[]

  constructor(datasets: readonly Dataset[], directory: string) {
    this.#datasets = datasets
    this.#tables = mapStores((name) => new ObservationTable(`dataset-${name}`, directory))
  }

  /** Adds a record read from a store. */
  addFound(store: StoreName, record: StoredRecord): void {
    if (record.kind === 'other') return
    this.#tables[store].add(getRecordKey(record), [
      'found',
      hashRecord(record),
      this.#isInSeededFamily(record.kind, record),
      record.id,
    ])
  }

  /** Adds all records of a dataset that the store must contain. */
  async addExpected(store: DataStore, dataset: Dataset): Promise<void> {
    const table = this.#tables[store.name]
    const add = (record: StoredRecord): void =>
      table.add(getRecordKey(record), ['expected', hashRecord(record), true, record.id])
    for (let family = 0; family < dataset.families; family++) {
      store.toStoredRecords(dataset.getRecords(store.name, family)).forEach(add)
      if (family % 50 === 0) await yieldToEventLoop()
    }
    store.toStoredRecords(getSharedRecords(store.name)).forEach(add)
  }

  /** Reports missing and extra records; returns those that have changed. */
  reportDifferences(report: ReportViolation): PerStore<readonly ChangedRecord[]> {
    const changes = mapStores((): ChangedRecord[] => [])
    for (const store of STORE_NAMES) {
      this.#tables[store].forEachKey((key, observations) => {
        const kind = key.slice(0, key.indexOf(':'))
        const expected = observations.find(([origin]) => origin === 'expected')
        const found = observations.filter(([origin]) => origin === 'found')
        const id = String(observations[0]?.[3])
        const [first, ...others] = found
        if (expected !== undefined && first === undefined) {
          const message = `${id} in ${kind} is missing.`
          report({ invariant: 'missing', store, id, message })
        } else if (expected !== undefined && !found.some(([, hash]) => hash === expected[1])) {
          changes[store].push({ kind: kind as EntityPlural, id })
        } else if (expected === undefined && first?.[2] === true) others.push(first)
        for (const _ of others) {
          const message = `${id} in ${kind} belongs to a seeded family but is not in the dataset.`
          report({ invariant: 'extra', store, id, message })
        }
      })
    }
    return changes
  }

  /** Whether the record is in a seeded family, by its own id or by the family or user that it refers to. */
  #isInSeededFamily(kind: EntityPlural, { id, fields }: StoredRecord): boolean {
    const entity = getEntityByPlural(kind)
    const isSeeded = (each: string | undefined): boolean =>
      each !== undefined && this.#datasets.some((dataset) => dataset.findFamilyIndex(each) !== undefined)
    return (
      isSeeded(id) ||
      isSeeded(getRecordId(entity, fields)) ||
      getMemberships(entity).some((reference) => isSeeded(getReferencedId(reference, fields)))
    )
  }
}

/** The references that say which family a record belongs to. An owner of a family may belong to another one. */
function getMemberships({ references = [] }: Entity): readonly ReferenceDeclaration[] {
  return references.filter(
    (each) => (each.entity === 'family' || each.entity === 'user') && !each.deferred && !each.when,
  )
}

/** The dataset of a checkpoint, limited to the families that are loaded. */
export function createDatasetFromCheckpoint(checkpoint: SeedCheckpoint): Dataset {
  return createDataset(parseStoredProfile(checkpoint.content), checkpoint.seed, checkpoint.done)
}

function getRecordKey({ kind, id }: StoredRecord): string {
  return `${kind}:${id}`
}

function hashRecord({ canonical }: StoredRecord): string {
  return createHash('sha256').update(canonical).digest('base64').slice(0, 22)
}
