import { callUserCode } from '../core/user-code/run-user-code.js'
import type { EntityPlural, EntityRegistry } from '../domain/entities/registry.js'
import type { DataStore, StoredRecord } from '../stores/contracts/data-store.js'
import type {
  CheckContext,
  Invariant,
  RecordCheck,
  ReportFinding,
  Subject,
  SubjectCheck,
} from './invariants/invariant.js'
import { INVARIANTS } from './invariants/registry.js'
import { ObservationTable } from '../dataset/comparison/observation-table.js'
import { ReferenceChecker } from './reference-checker.js'
import type { OwnInvariant } from './extension-invariants.js'
import type { ReportViolation, Violation } from './violation.js'

type Observer = (record: StoredRecord) => void

/** What both kinds of invariants have in common. */
interface CheckedInvariant extends Pick<Invariant, 'records' | 'subjects' | 'references'> {
  readonly invariant: Violation['invariant']
}

/** The entities of a project, and its own invariants. */
export interface CheckedFacts {
  readonly entities: EntityRegistry
  readonly invariants: readonly OwnInvariant[]
}

/** How much one check of an invariant has looked at. */
interface Counter {
  count: number
  /** In the plural: `todos`. */
  readonly what: string
}

/** What an invariant was checked for. */
export type Checked = Readonly<Counter>

interface BoundCheck {
  readonly check: SubjectCheck['check']
  readonly counter: Counter
  readonly report: ReportFinding
}

/**
 * Checks all invariants of the registry: `addRecords` for all records, then `checkSubjects`, and `checkStore` for each store.
 * What must be remembered about the records is in tables on disk, one per subject.
 */
export class InvariantChecker {
  readonly #context: CheckContext
  /** Record checks and observers by the entity that they look at. */
  readonly #observers = new Map<EntityPlural, Observer[]>()
  readonly #tables = new Map<Subject<unknown>, ObservationTable<unknown>>()
  readonly #checks = new Map<Subject<unknown>, BoundCheck[]>()
  readonly #references: ReferenceChecker
  readonly #report: ReportViolation
  readonly #callsUserCode: boolean
  readonly #counters = new Map<Violation['invariant'], Counter[]>()

  /** `directory` is for the tables; changes after `before` may not have reached the other stores yet. */
  constructor(
    { entities, invariants }: CheckedFacts,
    directory: string,
    before: Date,
    report: ReportViolation,
  ) {
    this.#context = { before }
    this.#references = new ReferenceChecker(entities, directory)
    this.#report = report
    const own = invariants.map(({ name, ...rest }) => ({ ...rest, invariant: name }))
    this.#callsUserCode = own.length > 0
    const all: readonly CheckedInvariant[] = [
      ...INVARIANTS.map((each) => ({ ...each, invariant: each.number })),
      ...own,
    ]
    for (const { invariant, records, subjects, references } of all) {
      const reportFinding = this.#getReport(invariant)
      for (const [entity, check] of listEntries<RecordCheck>(records ?? {})) {
        const counter = this.#addCounter(invariant, entity)
        this.#observe(entity, (record) => {
          counter.count++
          check(record, this.#context, reportFinding)
        })
      }
      for (const { subject, check } of subjects ?? []) {
        if (!this.#tables.has(subject)) this.#addSubject(subject, directory)
        const counter = this.#addCounter(invariant, subject.name)
        this.#checks.get(subject)?.push({ check, counter, report: reportFinding })
      }
      for (const check of references ?? []) {
        const counter = this.#addCounter(invariant, check.of.plural)
        this.#observe(check.of.plural as EntityPlural, () => counter.count++)
        this.#references.add(check, reportFinding)
      }
    }
    for (const { plural } of entities.all) {
      for (const observer of this.#references.getObservers(plural)) this.#observe(plural, observer)
    }
  }

  /** Checks each record by itself and notes what it says about others. */
  addRecords(records: readonly StoredRecord[]): void {
    const add = (): void => {
      for (const record of records) {
        if (record.kind === 'other') continue
        for (const observer of this.#observers.get(record.kind) ?? []) observer(record)
      }
    }
    if (this.#callsUserCode) callUserCode(add)
    else add()
  }

  /** Checks what the records of all stores say about each subject, one key at a time. */
  checkSubjects(): void {
    this.#references.check()
    for (const [subject, table] of this.#tables) {
      const checks = this.#checks.get(subject) ?? []
      table.forEachKey((key, observations) => {
        for (const { check, counter, report } of checks) {
          counter.count++
          check(key, observations, report)
        }
      })
    }
  }

  /** What each invariant was checked for; undefined if a store was asked instead. */
  listChecked(): readonly (readonly [Violation['invariant'], Checked | undefined])[] {
    const own = [...this.#counters.keys()].filter((name) => typeof name !== 'number')
    return [...INVARIANTS.map(({ number }) => number), ...own].map((invariant) => {
      const counters = this.#counters.get(invariant) ?? []
      return [invariant, counters.toSorted((a, b) => b.count - a.count)[0]] as const
    })
  }

  async checkStore(store: DataStore): Promise<void> {
    for (const { number, checkStore } of INVARIANTS)
      await checkStore?.(store, this.#context, this.#getReport(number))
  }

  #addCounter(invariant: Violation['invariant'], what: string): Counter {
    const counter = { count: 0, what }
    this.#counters.set(invariant, [...(this.#counters.get(invariant) ?? []), counter])
    return counter
  }

  #addSubject(subject: Subject<unknown>, directory: string): void {
    const table = new ObservationTable<unknown>(subject.name, directory)
    this.#tables.set(subject, table)
    this.#checks.set(subject, [])
    const add = (key: string, observation: unknown): void => table.add(key, observation)
    for (const [entity, observe] of listEntries(subject.observers))
      this.#observe(entity, (record) => observe(record, add, this.#context))
  }

  #observe(entity: EntityPlural, observer: Observer): void {
    const known = this.#observers.get(entity)
    if (known) known.push(observer)
    else this.#observers.set(entity, [observer])
  }

  #getReport(invariant: Violation['invariant']): ReportFinding {
    return (finding) => this.#report({ invariant, ...finding })
  }
}

function listEntries<T>(byEntity: { readonly [Entity in EntityPlural]?: T }): readonly [EntityPlural, T][] {
  return Object.entries(byEntity) as [EntityPlural, T][]
}
