import { retry } from '../../core/retry.js'
import { isPassingFailure } from '../is-passing-failure.js'
import type { ItemWrites } from './item-writes.js'
import type { WriteOfItem } from './plain-json.js'

/**
 * Writes or deletes any number of items, as many requests at a time as the engine takes best; what DynamoDB leaves
 * undone is sent again, and so is what it was too busy for. `writeOf` is asked for the next request while one is on its
 * way, and not before. Keep `requests` from call to call: its lanes remember.
 */
export async function batchWrite<T>(
  requests: ItemWrites,
  items: readonly T[],
  writeOf: (item: T) => WriteOfItem,
  signal?: AbortSignal,
): Promise<void> {
  const { most, lanes } = requests
  const made = new Map<number, readonly WriteOfItem[]>()
  const make = (start: number): readonly WriteOfItem[] =>
    made.get(start) ?? items.slice(start, start + most).map(writeOf)
  const starts = Array.from({ length: Math.ceil(items.length / most) }, (_, n) => n * most)
  made.set(0, make(0))
  await lanes.run(
    starts,
    (start) => Math.min(most, items.length - start),
    async (start) => {
      signal?.throwIfAborted()
      const writes = make(start)
      made.delete(start)
      const sent = send(requests, writes, () => lanes.throttled())
      const next = start + most
      if (next < items.length) made.set(next, make(next))
      await sent
    },
  )
}

async function send(
  requests: ItemWrites,
  writes: readonly WriteOfItem[],
  onThrottled: () => void,
): Promise<void> {
  let left = writes
  await retry(
    async () => {
      left = await requests.send(left)
      if (left.length > 0) throw new Unprocessed(`DynamoDB left ${left.length} writes undone, ten times.`)
    },
    {
      attempts: 10,
      baseMs: 50,
      maxMs: 2000,
      retryable(error) {
        if (!(error instanceof Unprocessed) && !isPassingFailure(error)) return false
        onThrottled()
        return true
      },
    },
  )
}

class Unprocessed extends Error {}
