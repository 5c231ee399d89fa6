/**
 * A stream of random numbers that depends on its key only: no clock, no global state, no order of use. `derive` returns
 * the stream of a family, a member or a field, so that adding a field does not change the others. Labels must not change,
 * because the records depend on them. Integer arithmetic only: `Math.pow` and similar functions differ between versions
 * of V8.
 */
export class RandomStream {
  readonly #a: number
  readonly #b: number
  #count = 0

  private constructor(a: number, b: number) {
    this.#a = a
    this.#b = b
  }

  static fromKey(key: string): RandomStream {
    return new RandomStream(0x243f6a88, 0x85a308d3).derive(key)
  }

  /** The stream that `label` names within this one. */
  derive(label: string | number): RandomStream {
    if (typeof label === 'number') return this.#mix(label, 0x9e3779b1)
    let hash = 0x811c9dc5
    for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193)
    return this.#mix(hash, label.length)
  }

  #mix(value: number, salt: number): RandomStream {
    const a = scramble(this.#a + Math.imul(value, 0x9e3779b1) + salt)
    const b = scramble((this.#b ^ Math.imul(a, 0x85ebca6b)) + value)
    return new RandomStream(a ^ (b >>> 3), b)
  }

  /** The next unsigned 32-bit integer. */
  next(): number {
    const count = ++this.#count
    const x = scramble(this.#a + Math.imul(count, 0x9e3779b9))
    return (x ^ scramble(this.#b + Math.imul(x, 0xc2b2ae35) + count)) >>> 0
  }

  /** The next number in [0, 1). */
  fraction(): number {
    return this.next() / 0x1_0000_0000
  }

  /** An integer between `min` and `max`, inclusive. */
  int(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1))
  }

  /** True with this probability: 0 is never, 1 is always. */
  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.int(0, list.length - 1)]
    if (found === undefined) throw new RangeError('Cannot pick from an empty list.')
    return found
  }

  /** One of the keys, with a probability proportional to its weight. */
  pickWeighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K {
    const entries = Object.entries(weights) as [K, number][]
    let rest = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [key, weight] of entries) {
      rest -= weight
      if (rest < 0) return key
    }
    const last = entries.at(-1)
    if (last === undefined) throw new RangeError('Cannot pick from an empty list.')
    return last[0]
  }
}

/** The finalizer of MurmurHash3: every input bit changes half of the output bits. */
function scramble(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}
