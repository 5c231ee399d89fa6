import { isRecord } from '../../../core/is-record.js'

const WINDOW_MS = 60_000
/** Further partition keys are counted together. */
const MAX_KEYS = 10_000

/** Counts requests by partition key, in the current minute and the one before. */
export class PartitionCounts {
  #current = new Map<string, number>()
  #previous: ReadonlyMap<string, number> = new Map()
  #since = performance.now()

  add(request: object): void {
    this.#rotate()
    for (const key of listPartitionKeys(request as Fields)) {
      const name = this.#current.size < MAX_KEYS || this.#current.has(key) ? key : 'other'
      this.#current.set(name, (this.#current.get(name) ?? 0) + 1)
    }
  }

  /** All requests, and the partition keys with most of them. */
  list(count: number): { readonly total: number; readonly top: readonly (readonly [string, number])[] } {
    this.#rotate()
    const sums = new Map(this.#previous)
    for (const [key, value] of this.#current) sums.set(key, (sums.get(key) ?? 0) + value)
    const sorted = [...sums].sort(([, a], [, b]) => b - a)
    return { total: sorted.reduce((sum, [, value]) => sum + value, 0), top: sorted.slice(0, count) }
  }

  #rotate(): void {
    const age = performance.now() - this.#since
    if (age < WINDOW_MS) return
    this.#previous = age < 2 * WINDOW_MS ? this.#current : new Map()
    this.#current = new Map()
    this.#since = performance.now()
  }
}

type Fields = Readonly<Record<string, unknown>>

/** The partition keys in a request: of an item, of a key, or of a condition. Those of batches are of single items. */
function listPartitionKeys(request: Fields): readonly string[] {
  const items = request['TransactItems']
  if (Array.isArray(items)) {
    return items.flatMap((item: unknown) =>
      isRecord(item)
        ? Object.values(item).flatMap((each) => (isRecord(each) ? listPartitionKeys(each) : []))
        : [],
    )
  }
  const key = request['Key'] ?? request['Item']
  if (isRecord(key)) return toText(key['PK'])
  const condition = request['KeyConditionExpression']
  const values = request['ExpressionAttributeValues']
  const placeholder = typeof condition === 'string' ? /=\s*(:\w+)/.exec(condition)?.[1] : undefined
  return placeholder !== undefined && isRecord(values) ? toText(values[placeholder]) : []
}

function toText(value: unknown): readonly string[] {
  const text = isRecord(value) ? value['S'] : value
  return typeof text === 'string' ? [text] : []
}
