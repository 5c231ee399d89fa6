import type { EntityRegistry } from '../../domain/entities/registry.js'

/** The position of a record in the dataset. `member` and `ordinal` are 0 where they do not apply. */
export interface RecordAddress {
  /** The name of the entity. */
  readonly kind: string
  /** 0 to 2^26 - 1. */
  readonly family: number
  /** 0 to 31. */
  readonly member: number
  /** 0 to 65,535. */
  readonly ordinal: number
}

const HALF_MASK = 0x7fff_ffff
const ROUNDS = 4

/**
 * The ids of a dataset: UUIDs of version 7 whose 62 random bits are the record's address, encrypted with the dataset's
 * key. Ids are therefore unique by construction, look like any other UUID, and can be decoded: the family and the record
 * of an id are computed, not looked up. This layout must never change, not even with a new version of the generator:
 * `reset` uses it to find what an older version seeded.
 */
export class DatasetIds {
  readonly #entities: EntityRegistry
  readonly #keys: readonly number[]
  /** 12 bits that all ids of this dataset share. */
  readonly #tag: string

  /** `next` supplies the dataset's key, 32 bits at a time. */
  constructor(entities: EntityRegistry, next: () => number) {
    this.#entities = entities
    this.#keys = Array.from({ length: ROUNDS }, next)
    this.#tag = toHex(next() & 0xfff, 3)
  }

  /** The id of the record at `address`, created at `time` (milliseconds since 1970). */
  encode(address: RecordAddress, time: number): string {
    const { code } = this.#entities.get(address.kind).id
    if (code === undefined) throw new RangeError(`The entity ${address.kind} has no code for ids.`)
    let left = (code << 26) | address.family
    let right = (address.member << 16) | address.ordinal
    for (const key of this.#keys) [left, right] = [right, left ^ (feistelRound(right, key) & HALF_MASK)]
    const stamp = toHex(time, 12)
    // 62 bits: 2 + 29 of the left half after the variant, then 31 of the right one with one bit of the left.
    const high = (0x8000_0000 | (left >>> 1)) >>> 0
    const low = (((left & 1) << 31) | right) >>> 0
    const tail = toHex(high, 8) + toHex(low, 8)
    return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${this.#tag}-${tail.slice(0, 4)}-${tail.slice(4)}`
  }

  /** The address of an id of this dataset. Undefined for any other id, except for about 1 in 4,000 of them. */
  decode(id: string): RecordAddress | undefined {
    const match = /^[0-9a-f]{8}-[0-9a-f]{4}-7([0-9a-f]{3})-([0-9a-f]{4})-([0-9a-f]{12})$/.exec(id)
    if (match === null || match[1] !== this.#tag) return undefined
    const tail = `${match[2]}${match[3]}`
    const high = Number.parseInt(tail.slice(0, 8), 16)
    const low = Number.parseInt(tail.slice(8), 16)
    let left = ((high & 0x3fff_ffff) << 1) | (low >>> 31)
    let right = low & HALF_MASK
    for (const key of this.#keys.toReversed())
      [left, right] = [right ^ (feistelRound(left, key) & HALF_MASK), left]
    const kind = this.#entities.findByCode(left >>> 26)?.name
    if (kind === undefined || right >>> 21 !== 0) return undefined
    return { kind, family: left & 0x3ff_ffff, member: right >>> 16, ordinal: right & 0xffff }
  }
}

function feistelRound(half: number, key: number): number {
  let x = Math.imul(half ^ key, 0x9e3779b1)
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b)
  return x ^ (x >>> 13)
}

function toHex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
