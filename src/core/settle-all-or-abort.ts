/**
 * Resolves to all results. The first failure aborts `controller`, which the work listens to, and is thrown once everything
 * has ended: what the caller cleans up afterwards is no longer in use.
 */
export async function settleAllOrAbort<T extends readonly unknown[]>(
  controller: AbortController,
  work: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const failures: unknown[] = []
  for (const each of work as readonly Promise<unknown>[]) {
    each.catch((error: unknown) => {
      failures.push(error)
      controller.abort()
    })
  }
  await Promise.allSettled(work as readonly Promise<unknown>[])
  if (failures.length > 0) throw failures[0]
  return (await Promise.all(work as readonly Promise<unknown>[])) as unknown as T
}

/** Resolves to all results. The first failure is thrown once everything has ended. */
export async function settleAll<T>(work: readonly Promise<T>[]): Promise<readonly T[]> {
  return settleAllOrAbort(new AbortController(), work)
}
