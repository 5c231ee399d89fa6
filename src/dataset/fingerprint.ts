import { createHash, hash } from 'node:crypto'
import { STORE_NAMES, type PerStore } from '../core/store-name.js'
import type { EntityRegistry } from '../domain/entities/registry.js'

const LANES = 8

/**
 * An order-independent digest of a set of records: the sum of their SHA-256 hashes, added up in eight 32-bit lanes. A
 * record that occurs twice counts twice.
 */
export class Fingerprint {
  readonly #lanes = new Uint32Array(LANES)
  #count = 0

  add(canonical: string): void {
    const digest = hash('sha256', canonical, 'buffer')
    for (let i = 0; i < LANES; i++) this.#lanes[i] = (this.#lanes[i] ?? 0) + digest.readUInt32BE(i * 4)
    this.#count++
  }

  toString(): string {
    const sum = createHash('sha256')
    for (const lane of this.#lanes) sum.update(`${lane}.`)
    return sum.update(String(this.#count)).digest('hex')
  }
}

/** The fingerprint of each store, and the fingerprint of the whole dataset. */
export interface DatasetFingerprint extends PerStore<string> {
  readonly dataset: string
}

export function combineFingerprints(stores: PerStore<string>, entities: EntityRegistry): DatasetFingerprint {
  const seeded = STORE_NAMES.filter((name) => entities.ofStore(name).length > 0)
  const dataset = createHash('sha256')
    .update(seeded.map((name) => stores[name]).join('.'))
    .digest('hex')
  return { ...stores, dataset }
}
