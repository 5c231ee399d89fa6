import type { DynamodbStore } from './dynamodb-store.js'
import type { Item } from './item-reader.js'
import { type ScanPage, type ScanSegment, scanPage } from './raw-json.js'
import { isLocalEndpoint } from './unsigned-client.js'

/** On AWS, each segment is read by a request of its own at the same time; a local engine answers one request after the other. */
const SEGMENTS = 8

/** Reads all items, in pages. The budget of the store limits how fast. */
export async function* scanTable(store: DynamodbStore): AsyncGenerator<readonly Item[]> {
  if (isLocalEndpoint(store.endpoint)) yield* scanSegment(store)
  else {
    const segments = Array.from({ length: SEGMENTS }, (_, segment) => ({ segment, total: SEGMENTS }))
    yield* merge(segments.map((segment) => scanSegment(store, segment)))
  }
}

/** Reads one page ahead: the engine answers while the caller works on the page before. */
async function* scanSegment(store: DynamodbStore, segment?: ScanSegment): AsyncGenerator<readonly Item[]> {
  let reading = scanPage(store, undefined, segment)
  try {
    for (let start: Item | undefined; ;) {
      const page: ScanPage = await reading
      start = page.LastEvaluatedKey
      if (start !== undefined) {
        reading = scanPage(store, start, segment)
        // The caller may not get so far.
        reading.catch(() => {})
      }
      yield page.Items ?? []
      if (start === undefined) return
    }
  } finally {
    await Promise.allSettled([reading])
  }
}

/** What the generators yield, as soon as each does. Each is one value ahead at most. */
async function* merge<T>(generators: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const proceed = async (
    generator: AsyncGenerator<T>,
  ): Promise<{ generator: AsyncGenerator<T>; result: IteratorResult<T> }> => ({
    generator,
    result: await generator.next(),
  })
  const pending = new Map(generators.map((generator) => [generator, proceed(generator)]))
  try {
    while (pending.size > 0) {
      const { generator, result } = await Promise.race(pending.values())
      if (result.done === true) {
        pending.delete(generator)
        continue
      }
      pending.set(generator, proceed(generator))
      yield result.value
    }
  } finally {
    await Promise.allSettled(pending.values())
    await Promise.allSettled([...pending.keys()].map(async (generator) => generator.return(undefined)))
  }
}
