import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Facts of one key always land in the same part; a part is what is in memory at once when they are judged. */
const BUCKET_COUNT = 64
/** Facts that a table keeps before they go to disk; about 100 bytes each. */
const MAX_IN_MEMORY = 100_000

/** What is known about a key, as short JSON-able words: `['member', familyId]`. */
export type Observation = readonly (string | number | boolean | null)[]

type ObservationLine = readonly [key: string, fact: Observation]

/**
 * Facts from three stores, brought together by key in bounded memory: what does not fit goes to files of a temporary
 * folder, parted by the key, and is judged part by part.
 */
export class ObservationTable {
  readonly #buckets: ObservationLine[][] = Array.from({ length: BUCKET_COUNT }, () => [])
  readonly #directory: string
  readonly #name: string
  #inMemory = 0
  #spilled = false

  constructor(name: string, directory: string) {
    this.#name = name
    this.#directory = directory
  }

  add(key: string, fact: Observation): void {
    this.#buckets[getBucket(key)]?.push([key, fact])
    if (++this.#inMemory > MAX_IN_MEMORY) this.#spill()
  }

  /** Calls `judge` with each key and all that is known about it. */
  forEachKey(judge: (key: string, facts: readonly Observation[]) => void): void {
    for (let part = 0; part < BUCKET_COUNT; part++) {
      const byKey = new Map<string, Observation[]>()
      for (const [key, fact] of this.#readBucket(part)) {
        const known = byKey.get(key)
        if (known) known.push(fact)
        else byKey.set(key, [fact])
      }
      for (const [key, facts] of byKey) judge(key, facts)
    }
  }

  *#readBucket(part: number): Generator<ObservationLine> {
    yield* this.#buckets[part] ?? []
    this.#buckets[part] = []
    if (!this.#spilled) return
    for (const line of readFileSync(this.#file(part), 'utf8').split('\n')) {
      if (line !== '') yield JSON.parse(line) as ObservationLine
    }
  }

  /** Synchronous on purpose: whoever adds facts must wait for the disk, or they would pile up in memory after all. */
  #spill(): void {
    this.#spilled = true
    for (const [part, lines] of this.#buckets.entries()) {
      appendFileSync(this.#file(part), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      lines.length = 0
    }
    this.#inMemory = 0
  }

  #file(part: number): string {
    return join(this.#directory, `${this.#name}-${part}`)
  }
}

function getBucket(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 16)) & (BUCKET_COUNT - 1)
}

/** A temporary folder for the tables of one run; disposing removes it. */
export async function createObservationDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'homemanager-verify-'))
  return {
    path,
    async [Symbol.asyncDispose]() {
      rmSync(path, { recursive: true, force: true })
    },
  }
}
