import { setImmediate as breathe } from 'node:timers/promises'
import { createHash } from 'node:crypto'
import { STORE_NAMES, type PerStore, type StoreName } from '../core/store-name.js'
import type { DataStore, SeedCheckpoint, StoredRecord } from '../stores/data-store.js'
import { CATEGORY_DOCUMENTS } from '../dataset/generator/category-documents.js'
import { createDataset, type Dataset } from '../dataset/generator/create-dataset.js'
import { parseStoredProfile } from '../dataset/profiles/stored-profile.js'
import { ObservationTable } from './observation-table.js'
import { stripPrefix, isRecord, getStringField } from './field-access.js'
import type { ReportViolation } from './violation.js'

/** What the generator says that the stores must hold, against what they do hold. */
export class DatasetComparison {
  readonly #tables: PerStore<ObservationTable>
  readonly #datasets: readonly Dataset[]

  constructor(datasets: readonly Dataset[], directory: string) {
    this.#datasets = datasets
    this.#tables = {
      postgres: new ObservationTable('world-postgres', directory),
      dynamodb: new ObservationTable('world-dynamodb', directory),
      mongo: new ObservationTable('world-mongo', directory),
    }
  }

  /** Takes note of a record that was read. */
  addFound(store: StoreName, record: StoredRecord): void {
    if (record.kind === 'other') return
    this.#tables[store].add(getRecordKey(record), [
      'found',
      hashRecord(record),
      this.#isInSeededFamily(record),
      record.id,
    ])
  }

  /** Takes note of all that the seeded part of a world must be in that store. */
  async addExpected(store: DataStore, dataset: Dataset): Promise<void> {
    const table = this.#tables[store.name]
    const add = (record: StoredRecord): void =>
      table.add(getRecordKey(record), ['expected', hashRecord(record), true, record.id])
    for (let family = 0; family < dataset.families; family++) {
      store.toStoredRecords(dataset.getRecords(store.name, family)).forEach(add)
      if (family % 50 === 0) await breathe()
    }
    store.toStoredRecords({ categories: CATEGORY_DOCUMENTS }).forEach(add)
  }

  reportDifferences(report: ReportViolation): void {
    for (const store of STORE_NAMES) {
      this.#tables[store].forEachKey((key, facts) => {
        const kind = key.slice(0, key.indexOf(':'))
        const expected = facts.find(([what]) => what === 'expected')
        const found = facts.filter(([what]) => what === 'found')
        const id = String(facts[0]?.[3])
        const [first, ...others] = found
        if (expected !== undefined && first === undefined) {
          const message = `The world has ${id} in ${kind}, ${store} has not.`
          report({ invariant: 'missing', store, id, message })
        } else if (expected !== undefined && !found.some(([, text]) => text === expected[1])) {
          const message = `${id} in ${kind} is not as the world has it.`
          report({ invariant: 'changed', store, id, message })
        } else if (expected === undefined && first?.[2] === true) others.push(first)
        for (const _ of others) {
          const message = `${id} in ${kind} is in a seeded family, and not of the world.`
          report({ invariant: 'extra', store, id, message })
        }
      })
    }
  }

  /** Whether the record is in a seeded family, by its own id or by the family or user that it names. */
  #isInSeededFamily({ id, fields }: StoredRecord): boolean {
    const { envelope } = fields
    const named = [
      id,
      stripPrefix(id, 'expense_'),
      stripPrefix(id, 'budget_'),
      stripPrefix(getStringField(fields, 'GSI1PK'), 'FAMILY#'),
      getStringField(fields, 'owner'),
      stripPrefix(getStringField(fields, 'family_id'), 'FAMILY#') ?? getStringField(fields, 'family_id'),
      stripPrefix(getStringField(fields, 'user_id'), 'USER#') ?? getStringField(fields, 'user_id'),
      isRecord(envelope) ? getStringField(envelope, 'familyid') : undefined,
    ]
    return this.#datasets.some((dataset) =>
      named.some((id) => id !== undefined && dataset.findFamilyIndex(id) !== undefined),
    )
  }
}

/** The part of a world that a mark says is in its store. */
export function createDatasetFromCheckpoint(checkpoint: SeedCheckpoint): Dataset {
  return createDataset(parseStoredProfile(checkpoint.content), checkpoint.seed, checkpoint.done)
}

function getRecordKey({ kind, id }: StoredRecord): string {
  return `${kind}:${id}`
}

function hashRecord({ canonical }: StoredRecord): string {
  return createHash('sha256').update(canonical).digest('base64').slice(0, 22)
}
