/**
 * Joins reads that are requested in the same turn of the event loop into one, which starts after all of them were requested.
 * `readAll` gets each key once. It does not start in `setImmediate`: a connection that was just closed is then still taken for open.
 */
export function joinReads<Key, Found>(
  readAll: (keys: readonly Key[]) => Promise<Found>,
): (keys: readonly Key[]) => Promise<Found> {
  let next: { readonly keys: Set<Key>; readonly found: Promise<Found> } | undefined
  return async (keys) => {
    if (next === undefined) {
      const wanted = new Set<Key>()
      const found = new Promise<void>((resolve) => process.nextTick(resolve)).then(async () => {
        next = undefined
        return readAll([...wanted])
      })
      next = { keys: wanted, found }
    }
    for (const key of keys) next.keys.add(key)
    return next.found
  }
}
