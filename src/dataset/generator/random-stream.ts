/**
 * A stream of numbers that depends on nothing but its key: no clock, no global state, no order of use. `at` leads to
 * the stream of a part (a family, a member, a field), so that a new field moves no other. Integer arithmetic only:
 * `Math.pow` and its like differ between versions of V8.
 */
export class RandomStream {
  readonly #a: number
  readonly #b: number
  #count = 0

  private constructor(a: number, b: number) {
    this.#a = a
    this.#b = b
  }

  static fromKey(text: string): RandomStream {
    return new RandomStream(0x243f6a88, 0x85a308d3).derive(text)
  }

  /** The stream of the part that `label` names. */
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

  /** The next whole number of 32 bits. */
  next(): number {
    const count = ++this.#count
    const x = scramble(this.#a + Math.imul(count, 0x9e3779b9))
    return (x ^ scramble(this.#b + Math.imul(x, 0xc2b2ae35) + count)) >>> 0
  }

  /** The next number in [0, 1). */
  fraction(): number {
    return this.next() / 0x1_0000_0000
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1))
  }

  /** True in `share` of all cases; 0 never, 1 always. */
  chance(share: number): boolean {
    return this.fraction() < share
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.int(0, list.length - 1)]
    if (found === undefined) throw new RangeError('There is nothing to pick from.')
    return found
  }

  /** One of the keys, each as often as its weight says. */
  pickWeighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries<number>(weights) as [K, number][]
    let rest = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [key, weight] of entries) {
      rest -= weight
      if (rest < 0) return key
    }
    const last = entries.at(-1)
    if (last === undefined) throw new RangeError('There is nothing to pick from.')
    return last[0]
  }
}

/** The finaliser of MurmurHash3: every bit of the input changes half of the bits of the result. */
function scramble(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}
