import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Facts of one key always land in the same part; a part is what is in memory at once when they are judged. */
const PARTS = 64
/** Facts that a table keeps before they go to disk; about 100 bytes each. */
const KEPT = 100_000

/** What is known about a key, as short JSON-able words: `['member', familyId]`. */
export type Fact = readonly (string | number | boolean | null)[]

type Line = readonly [key: string, fact: Fact]

/**
 * Facts from three stores, brought together by key in bounded memory: what does not fit goes to files of a temporary
 * folder, parted by the key, and is judged part by part.
 */
export class FactTable {
  readonly #parts: Line[][] = Array.from({ length: PARTS }, () => [])
  readonly #folder: string
  readonly #name: string
  #kept = 0
  #spilled = false

  constructor(name: string, folder: string) {
    this.#name = name
    this.#folder = folder
  }

  add(key: string, fact: Fact): void {
    this.#parts[partOf(key)]?.push([key, fact])
    if (++this.#kept > KEPT) this.#spill()
  }

  /** Calls `judge` with each key and all that is known about it. */
  judge(judge: (key: string, facts: readonly Fact[]) => void): void {
    for (let part = 0; part < PARTS; part++) {
      const byKey = new Map<string, Fact[]>()
      for (const [key, fact] of this.#lines(part)) {
        const known = byKey.get(key)
        if (known) known.push(fact)
        else byKey.set(key, [fact])
      }
      for (const [key, facts] of byKey) judge(key, facts)
    }
  }

  *#lines(part: number): Generator<Line> {
    yield* this.#parts[part] ?? []
    this.#parts[part] = []
    if (!this.#spilled) return
    for (const line of readFileSync(this.#file(part), 'utf8').split('\n')) {
      if (line !== '') yield JSON.parse(line) as Line
    }
  }

  /** Synchronous on purpose: whoever adds facts must wait for the disk, or they would pile up in memory after all. */
  #spill(): void {
    this.#spilled = true
    for (const [part, lines] of this.#parts.entries()) {
      appendFileSync(this.#file(part), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      lines.length = 0
    }
    this.#kept = 0
  }

  #file(part: number): string {
    return join(this.#folder, `${this.#name}-${part}`)
  }
}

function partOf(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 16)) & (PARTS - 1)
}

/** A temporary folder for the tables of one run; disposing removes it. */
export async function factFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'homemanager-verify-'))
  return {
    path,
    async [Symbol.asyncDispose]() {
      rmSync(path, { recursive: true, force: true })
    },
  }
}
