import { setImmediate as breathe } from 'node:timers/promises'
import { createHash } from 'node:crypto'
import { STORE_NAMES, type PerStore, type StoreName } from '../core/store-name.js'
import type { DataStore, SeedMark, StoredRecord } from '../stores/data-store.js'
import { CATEGORY_DOCUMENTS } from '../world/category-documents.js'
import { createWorld, type World } from '../world/create-world.js'
import type { Profile } from '../world/profile.js'
import { FactTable } from './fact-table.js'
import { afterPrefix, isRecord, textField } from './read-field.js'
import type { Report } from './violation.js'

/** What the generator says that the stores must hold, against what they do hold. */
export class WorldComparison {
  readonly #tables: PerStore<FactTable>
  readonly #worlds: readonly World[]

  constructor(worlds: readonly World[], folder: string) {
    this.#worlds = worlds
    this.#tables = {
      postgres: new FactTable('world-postgres', folder),
      dynamodb: new FactTable('world-dynamodb', folder),
      mongo: new FactTable('world-mongo', folder),
    }
  }

  /** Takes note of a record that was read. */
  found(store: StoreName, record: StoredRecord): void {
    if (record.kind === 'other') return
    this.#tables[store].add(keyOf(record), ['found', digest(record), this.#belongs(record), record.id])
  }

  /** Takes note of all that the seeded part of a world must be in that store. */
  async expect(store: DataStore, world: World): Promise<void> {
    const table = this.#tables[store.name]
    const add = (record: StoredRecord): void =>
      table.add(keyOf(record), ['expected', digest(record), true, record.id])
    for (let family = 0; family < world.families; family++) {
      store.stored(world.recordsOf(store.name, family)).forEach(add)
      if (family % 50 === 0) await breathe()
    }
    store.stored({ categories: CATEGORY_DOCUMENTS }).forEach(add)
  }

  judge(report: Report): void {
    for (const store of STORE_NAMES) {
      this.#tables[store].judge((key, facts) => {
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
  #belongs({ id, fields }: StoredRecord): boolean {
    const { envelope } = fields
    const named = [
      id,
      afterPrefix(id, 'expense_'),
      afterPrefix(id, 'budget_'),
      afterPrefix(textField(fields, 'GSI1PK'), 'FAMILY#'),
      textField(fields, 'owner'),
      afterPrefix(textField(fields, 'family_id'), 'FAMILY#') ?? textField(fields, 'family_id'),
      afterPrefix(textField(fields, 'user_id'), 'USER#') ?? textField(fields, 'user_id'),
      isRecord(envelope) ? textField(envelope, 'familyid') : undefined,
    ]
    return this.#worlds.some((world) =>
      named.some((id) => id !== undefined && world.familyOf(id) !== undefined),
    )
  }
}

/** The part of a world that a mark says is in its store. */
export function markedWorld(mark: SeedMark): World {
  return createWorld(JSON.parse(mark.content) as Profile, mark.seed, mark.done)
}

function keyOf({ kind, id }: StoredRecord): string {
  return `${kind}:${id}`
}

function digest({ canonical }: StoredRecord): string {
  return createHash('sha256').update(canonical).digest('base64').slice(0, 22)
}
