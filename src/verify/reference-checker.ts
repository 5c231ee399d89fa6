import type { Entity, ReferenceDeclaration } from '../domain/entities/entity.js'
import {
  getFieldValue,
  findReferencedId,
  getRecordId,
  getReferencedId,
  listReferencedIds,
} from '../domain/entities/references.js'
import type { EntityPlural, EntityRegistry } from '../domain/entities/registry.js'
import type { StoredRecord } from '../stores/contracts/data-store.js'
import type { ReferenceCheck, ReportFinding } from './invariants/invariant.js'
import { ObservationTable } from '../dataset/comparison/observation-table.js'

/** What a record says about itself or about a record that it refers to. */
type ReferenceObservation =
  /** The record exists. `links`: the ids of other records that it refers to, by entity. */
  | { readonly kind: 'record'; readonly links: Readonly<Record<string, string>> }
  /** `check`: the position of the check. `own`: the id that both records must refer to. */
  | { readonly kind: 'reference'; readonly check: number; readonly id: string; readonly own?: string }

/** A reference of an entity to be checked, and where to report that it is violated. */
interface BoundReference {
  readonly entity: Entity
  readonly reference: ReferenceDeclaration
  readonly report: ReportFinding
}

/**
 * Checks references that entities declare: that the other record exists, and that both refer to the same family or other
 * entity where the reference says so. Ids that are words belong to reference data. They are few, and are kept in memory; all
 * others are on disk.
 */
export class ReferenceChecker {
  readonly #entities: EntityRegistry
  readonly #references: BoundReference[] = []
  readonly #table: ObservationTable<ReferenceObservation>
  readonly #words = new Map<string, Set<string>>()

  constructor(entities: EntityRegistry, directory: string) {
    this.#entities = entities
    this.#table = new ObservationTable('references', directory)
  }

  /** Adds the references of an invariant. */
  add({ of: entity, to, fields }: ReferenceCheck, report: ReportFinding): void {
    for (const reference of entity.references ?? []) {
      if (fields?.includes(reference.field) === false) continue
      if (to.includes(reference.entity)) this.#references.push({ entity, reference, report })
    }
  }

  /** The functions that look at the records of an entity. Call it after all references are added. */
  getObservers(plural: EntityPlural): readonly ((record: StoredRecord) => void)[] {
    const entity = this.#entities.getByPlural(plural)
    const incoming = this.#references.filter(({ reference }) => reference.entity === entity.name)
    const outgoing = [...this.#references.entries()].filter(([, each]) => each.entity.name === entity.name)
    return [
      ...(incoming.length === 0 ? [] : [this.#createRecordObserver(entity, incoming)]),
      ...outgoing.map(([check, each]) => this.#createReferenceObserver(check, each)),
    ]
  }

  /** Checks what all stores say about each record. */
  check(): void {
    this.#table.forEachKey((key, observations) => {
      const target = observations.find((each) => each.kind === 'record')
      for (const observation of observations) {
        if (observation.kind === 'reference') this.#checkReference(key, observation, target?.links)
      }
    })
  }

  #createRecordObserver(entity: Entity, incoming: readonly BoundReference[]): (record: StoredRecord) => void {
    if (isWord(entity)) {
      const words = new Set<string>()
      this.#words.set(entity.name, words)
      return ({ id }) => void words.add(id)
    }
    const linked = new Set(incoming.flatMap(({ reference }) => reference.sameAs ?? []))
    return ({ fields }) => {
      const links: Record<string, string> = {}
      for (const name of linked) {
        const id = findReferencedId(entity, fields, name)
        if (id !== undefined) links[name] = id
      }
      this.#table.add(toKey(entity.name, getRecordId(entity, fields)), { kind: 'record', links })
    }
  }

  #createReferenceObserver(check: number, bound: BoundReference): (record: StoredRecord) => void {
    const { entity, reference, report } = bound
    const field = entity.fields[reference.field]
    const mayBeAbsent = field?.optional === true || field?.nullable === true
    // Stores compare ids as strings: one without its prefix names nothing.
    const strict = { ...reference, onlyWithPrefix: true } as const
    const { sameAs } = reference
    return ({ id, fields }) => {
      // Deleted, but stored until its last event is in the event log.
      if (fields['deleted_at'] !== undefined) return
      if (mayBeAbsent && (fields[reference.field] ?? undefined) === undefined) return
      if (reference.when?.(fields) === false) return
      if (isWord(this.#entities.get(reference.entity))) {
        const words = this.#words.get(reference.entity)
        if (listReferencedIds(strict, fields).some((target) => words?.has(target))) return
        report(describeMissing(bound, id, JSON.stringify(getFieldValue(fields, reference.field))))
        return
      }
      const target = getReferencedId(strict, fields)
      const own = sameAs === undefined ? undefined : findReferencedId(entity, fields, sameAs)
      const observation = { kind: 'reference', check, id, ...(own === undefined ? {} : { own }) } as const
      this.#table.add(toKey(reference.entity, target ?? ''), observation)
    }
  }

  #checkReference(
    key: string,
    { check, id, own }: Extract<ReferenceObservation, { kind: 'reference' }>,
    links: Readonly<Record<string, string>> | undefined,
  ): void {
    const bound = this.#references[check]
    if (bound === undefined) return
    const { entity, reference, report } = bound
    const target = key.slice(reference.entity.length + 1)
    if (links === undefined) return report(describeMissing(bound, id, target))
    const { sameAs } = reference
    if (sameAs === undefined || own === links[sameAs]) return
    const message = `${capitalize(entity.name)} ${id} belongs to ${sameAs} ${own ?? 'none'}, but its ${describe(reference)} ${target} to ${links[sameAs] ?? `no ${sameAs}`}.`
    report({ store: entity.place.store, id, message })
  }
}

function describeMissing(
  { entity, reference }: BoundReference,
  id: string,
  target: string,
): Parameters<ReportFinding>[0] {
  const message = `${capitalize(entity.name)} ${id}: its ${describe(reference)} ${target} does not exist.`
  return { store: entity.place.store, id, message }
}

/** `user`, or `owner` if the reference has a label. */
function describe({ label, entity }: ReferenceDeclaration): string {
  return label ?? entity
}

function toKey(entity: string, id: string): string {
  return `${entity}:${id}`
}

function isWord({ id }: Entity): boolean {
  return id.format === 'word'
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
