import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createTemporaryDirectory } from '../../core/temporary-directory.js'

/** All observations of a key are in the same bucket. One bucket at a time is in memory when they are checked. */
const BUCKET_COUNT = 64
/** Number of observations kept in memory before they are written to disk; about 100 bytes each. */
const MAX_IN_MEMORY = 100_000

type ObservationLine<T> = readonly [key: string, observation: T]

/**
 * Groups observations, which are small JSON values of type T, from the three stores by key in bounded memory. What does not fit is written to files of a temporary
 * directory, one per bucket of keys, and is read back bucket by bucket.
 */
export class ObservationTable<T> {
  readonly #buckets: ObservationLine<T>[][] = Array.from({ length: BUCKET_COUNT }, () => [])
  readonly #directory: string
  readonly #name: string
  #inMemory = 0
  #spilled = false

  constructor(name: string, directory: string) {
    this.#name = name
    this.#directory = directory
  }

  add(key: string, observation: T): void {
    this.#buckets[getBucket(key)]?.push([key, observation])
    if (++this.#inMemory > MAX_IN_MEMORY) this.#spill()
  }

  /** Calls `check` for each key with all its observations. */
  forEachKey(check: (key: string, observations: readonly T[]) => void): void {
    for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
      const byKey = new Map<string, T[]>()
      for (const [key, observation] of this.#readBucket(bucket)) {
        const known = byKey.get(key)
        if (known) known.push(observation)
        else byKey.set(key, [observation])
      }
      for (const [key, observations] of byKey) check(key, observations)
    }
  }

  *#readBucket(bucket: number): Generator<ObservationLine<T>> {
    yield* this.#buckets[bucket] ?? []
    this.#buckets[bucket] = []
    if (!this.#spilled) return
    for (const line of readFileSync(this.#file(bucket), 'utf8').split('\n')) {
      if (line !== '') yield JSON.parse(line) as ObservationLine<T>
    }
  }

  /** Synchronous on purpose: callers of `add` must wait for the disk, or observations would accumulate in memory. */
  #spill(): void {
    this.#spilled = true
    for (const [bucket, lines] of this.#buckets.entries()) {
      appendFileSync(this.#file(bucket), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      lines.length = 0
    }
    this.#inMemory = 0
  }

  #file(bucket: number): string {
    return join(this.#directory, `${this.#name}-${bucket}`)
  }
}

function getBucket(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 16)) & (BUCKET_COUNT - 1)
}

/** Creates a temporary directory for the tables of one run. Disposing removes it. */
export async function createObservationDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = createTemporaryDirectory('homemanager-verify-')
  return {
    path,
    async [Symbol.asyncDispose]() {
      rmSync(path, { recursive: true, force: true })
    },
  }
}
