import type { Fields } from './step.js'
import type { KnownRecord } from './subject.js'

/** What the service has acknowledged, so what must be there from then on. */
export class Model {
  readonly #records = new Map<number, ModelRecord>()
  #nextRef = 1000

  /** Adds a record that was created. Without `ref`, no step names it. */
  add(id: string, fields: Fields, version: number, ref: number = this.#nextRef++): void {
    this.#records.set(ref, { id, fields, version, removed: false })
  }

  /** Undefined if it was not created. */
  get(ref: number): ModelRecord | undefined {
    return this.#records.get(ref)
  }

  list(): readonly ModelRecord[] {
    return [...this.#records.values()]
  }

  present(): readonly KnownRecord[] {
    return this.list().filter(({ removed }) => !removed)
  }
}

export interface ModelRecord {
  readonly id: string
  fields: Fields
  version: number
  removed: boolean
}
