import type { Queryable } from '../client/queryable.js'
import { SqlReader, toStoredName } from '../sql/sql-reader.js'
import { findBodyEffects } from './find-body-effects.js'
import { readStrings } from './find-function-definitions.js'
import { findTriggerChanges, type Trigger, type TriggerChange } from './find-trigger-changes.js'
import { listLinked, type PlannedNames, type PlannedRelation } from './planned-names.js'
import {
  type ExistingTrigger,
  readTriggerFunctions,
  readTriggers,
  readWritePaths,
  type WritePath,
} from './read-triggers.js'
import type { SqlDataEffect, TableEvent } from './sql-data-effects.js'

/** What a trigger or rule does. */
export interface FiredEffect {
  readonly effect: SqlDataEffect
  /** Such as `the trigger archive of notes`. */
  readonly by: string
}

interface PlannedTrigger {
  readonly trigger: Trigger
  isEnabled: boolean
}

/** The triggers and rules of tables and views while the statements of a plan run. */
export class PlannedTriggers {
  readonly #client: Queryable
  readonly #names: PlannedNames
  readonly #triggers = new Map<string, PlannedTrigger[]>()
  /** Of the functions of triggers; several can have one name. */
  readonly #functions = new Map<string, SqlDataEffect[]>()
  #existing: Promise<readonly WritePath[]> | undefined

  constructor(client: Queryable, names: PlannedNames) {
    this.#client = client
    this.#names = names
  }

  /** What the triggers and rules of a table do when it is written to, and those of the tables that they write to. */
  async find(name: string, event: TableEvent): Promise<readonly FiredEffect[]> {
    const paths = await this.#read()
    if (this.#triggers.size === 0) return []
    const found: FiredEffect[] = []
    const fired = new Set<string>()
    const fire = (written: string, on: TableEvent): void => {
      for (const [key, reached] of this.#listWritten(written, on, paths)) {
        if (fired.has(`${reached} ${key}`)) continue
        fired.add(`${reached} ${key}`)
        for (const { trigger, isEnabled } of this.#triggers.get(key) ?? []) {
          if (!isEnabled || !trigger.events.includes(reached)) continue
          for (const effect of this.#listEffects(trigger)) {
            if (effect.kind === 'fires') fire(effect.name, effect.event)
            else found.push({ effect, by: `the ${trigger.kind} ${trigger.name}` })
          }
        }
      }
    }
    fire(name, event)
    return found
  }

  /** Follows a statement after its review. */
  async apply(statement: string): Promise<void> {
    const changes = findTriggerChanges(statement)
    if (changes.length > 0) await this.#read()
    for (const change of changes) this.#apply(change)
    const created = findCreatedFunction(statement)
    if (created !== undefined) this.#addFunction(...created)
  }

  #apply(change: TriggerChange): void {
    for (const key of this.#toKeys(change.table)) {
      const triggers = this.#triggers.get(key) ?? []
      if (change.kind === 'create') {
        this.#triggers.set(key, [...triggers, { trigger: change.trigger, isEnabled: true }])
        continue
      }
      const { kind, type, name } = change
      for (const each of triggers)
        if (each.trigger.kind === type && (name === undefined || each.trigger.name === name))
          each.isEnabled = kind === 'enable'
    }
  }

  #listEffects({ runs }: Trigger): readonly SqlDataEffect[] {
    return typeof runs === 'string' ? (this.#functions.get(runs) ?? [{ kind: 'unknown' }]) : runs
  }

  /** The tables that a write concerns, with what happens to them. */
  #listWritten(
    name: string,
    event: TableEvent,
    paths: readonly WritePath[],
  ): readonly (readonly [key: string, event: TableEvent])[] {
    const found: (readonly [key: string, event: TableEvent])[] = this.#toKeys(name, event).map((key) => [
      key,
      event,
    ])
    const seen = new Set(found.map(String))
    for (const [key, reached] of found)
      for (const { from, to, on, event: next } of paths) {
        if (from !== key || (on ?? reached) !== reached) continue
        const written = [to, next ?? reached] as const
        if (!seen.has(String(written))) found.push(written)
        seen.add(String(written))
      }
    return found
  }

  /** A table that is linked by a foreign key of the plan has no new rows. */
  #toKeys(name: string, event?: TableEvent): readonly string[] {
    const relations = this.#names.find(name)
    if (relations.length === 0) return [`name ${toStoredName(name)}`]
    const isAlone = (each: PlannedRelation): boolean =>
      event === undefined || (event === 'insert' && each.isStored && each.oid !== undefined)
    return relations.flatMap((each) => (isAlone(each) ? [each] : listLinked(each))).map(toKey)
  }

  #addFunction(name: string, effects: readonly SqlDataEffect[]): void {
    this.#functions.set(name, [...(this.#functions.get(name) ?? []), ...effects])
  }

  #read(): Promise<readonly WritePath[]> {
    this.#existing ??= this.#readExisting()
    return this.#existing
  }

  async #readExisting(): Promise<readonly WritePath[]> {
    const triggers = await readTriggers(this.#client)
    for (const each of triggers) this.#addExisting(each)
    for (const [name, effects] of await readTriggerFunctions(this.#client)) this.#addFunction(name, effects)
    return readWritePaths(this.#client)
  }

  #addExisting({ oid, trigger, isEnabled }: ExistingTrigger): void {
    this.#triggers.set(oid, [...(this.#triggers.get(oid) ?? []), { trigger, isEnabled }])
  }
}

function toKey({ oid, name }: PlannedRelation): string {
  return oid ?? `new ${name}`
}

function findCreatedFunction(
  statement: string,
): readonly [name: string, effects: readonly SqlDataEffect[]] | undefined {
  const reader = new SqlReader(statement)
  if (!reader.take('create')) return undefined
  reader.take('or', 'replace')
  const name = reader.take('function') ? reader.readName() : undefined
  if (name === undefined || !reader.has('trigger')) return undefined
  while (!reader.isAtEnd && !reader.take('language')) reader.skip()
  // A name in quotes is that of PL/pgSQL in all likelihood.
  const isReadable = ['', 'plpgsql'].includes(reader.peek())
  return [toStoredName(name), isReadable ? findBodyEffects(readStrings(statement)) : [{ kind: 'unknown' }]]
}
