import { INVARIANTS, type InvariantNumber } from '../../../src/verify/invariants/registry.js'
import type { CorruptFunction } from './corruption.js'

/** Loads the corruptions of every invariant of the registry: `invariants/<name>.ts` exports them as `corruptions`. */
export async function loadCorruptions(): Promise<ReadonlyMap<InvariantNumber, readonly CorruptFunction[]>> {
  return new Map(
    await Promise.all(
      INVARIANTS.map(async ({ number, name }) => {
        const module = (await import(`./invariants/${name}.ts`)) as {
          corruptions: readonly CorruptFunction[]
        }
        return [number, module.corruptions] as const
      }),
    ),
  )
}
