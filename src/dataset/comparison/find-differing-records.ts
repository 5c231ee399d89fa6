import { groupBy } from '../../core/group-by.js'
import type { EntityPlural, RecordBatch } from '../../domain/entities/registry.js'
import type { DataStore, StoredRecord } from '../../stores/contracts/data-store.js'
import type { Dataset } from '../generator/create-dataset.js'
import { getRecordKey } from './dataset-comparison.js'
import type { DatasetDifference } from './dataset-difference.js'

/** A record of a dataset that the store does not have, or has differently. */
export interface DifferingRecord {
  readonly difference: DatasetDifference
  /** The record alone, as the dataset has it. */
  readonly batch: RecordBatch
  readonly expected: StoredRecord
  /** What the store has under the ID of the record; empty if the record is missing. */
  readonly stored: readonly StoredRecord[]
}

/**
 * Finds the records of the dataset that these differences of one store are about, family by family. Reads the store if it
 * has any of the records; those are in memory at the same time.
 */
export async function* findDifferingRecords(
  store: DataStore,
  datasets: readonly Dataset[],
  differences: readonly DatasetDifference[],
): AsyncGenerator<DifferingRecord> {
  const stored = await readStored(store, differences)
  const bySource = groupBy(
    differences.filter(({ source }) => source !== undefined),
    ({ source }) => `${source?.dataset}/${source?.family ?? ''}`,
  )
  for (const group of bySource.values()) {
    const wanted = new Map(group.map((each) => [toKey(each), each]))
    for (const record of listRecords(store, datasets, group[0]?.source)) {
      const key = getRecordKey(record.expected)
      const difference = wanted.get(key)
      if (difference !== undefined) yield { ...record, difference, stored: stored.get(key) ?? [] }
    }
  }
}

function toKey({ entity, id }: DatasetDifference): string {
  return getRecordKey({ kind: entity, id })
}

async function readStored(
  store: DataStore,
  differences: readonly DatasetDifference[],
): Promise<ReadonlyMap<string, readonly StoredRecord[]>> {
  const present = differences.filter(({ difference, source }) => difference !== 'missing' && source)
  const keys = new Set(present.map(toKey))
  const kinds = [...new Set(present.map(({ entity }) => entity))]
  const found = new Map<string, StoredRecord[]>()
  if (kinds.length === 0) return found
  for await (const page of store.scan(kinds)) {
    for (const record of page) {
      const key = getRecordKey(record)
      if (keys.has(key)) found.set(key, [...(found.get(key) ?? []), record])
    }
  }
  return found
}

function* listRecords(
  store: DataStore,
  datasets: readonly Dataset[],
  source: DatasetDifference['source'],
): Generator<Pick<DifferingRecord, 'batch' | 'expected'>> {
  if (source === undefined) return
  const dataset = datasets[source.dataset]
  const records =
    source.family === undefined
      ? dataset?.generators.getSharedRecords(store.name)
      : dataset?.getRecords(store.name, source.family)
  for (const { plural } of store.entities.ofStore(store.name)) {
    for (const record of records?.[plural] ?? []) {
      const batch = toBatch(plural, record)
      for (const expected of store.toStoredRecords(batch)) yield { batch, expected }
    }
  }
}

function toBatch(plural: EntityPlural, record: object): RecordBatch {
  return { [plural]: [record] }
}
