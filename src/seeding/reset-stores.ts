import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import type { Stores } from '../stores/stores.js'
import type { DataStore, FamilyIds } from '../stores/data-store.js'
import { dataStoresOf } from '../stores/data-stores-of.js'
import { createWorld, type World } from '../world/create-world.js'
import type { Profile } from '../world/profile.js'
import { refuseRemote } from './refuse-remote.js'

/** How many families are removed at once. */
const CHUNK = 2000

export interface ResetOptions {
  readonly only?: StoreName
  /** Remove from stores that are not on this machine, too. */
  readonly allowRemote?: boolean
  readonly signal?: AbortSignal
}

/** How many records were removed, by store. */
export type ResetReport = Readonly<Partial<Record<StoreName, number>>>

/** Removes every world that was seeded, with what people added to its families; nothing else. */
export async function resetStores(stores: Stores, options: ResetOptions = {}): Promise<ResetReport> {
  const data = dataStoresOf(stores)
  const chosen = STORE_NAMES.filter((name) => options.only === undefined || name === options.only)
  if (!options.allowRemote) await refuseRemote(stores, chosen)
  const entries = await Promise.all(
    chosen.map(async (name) => [name, await resetStore(data[name], options)] as const),
  )
  return Object.fromEntries(entries)
}

async function resetStore(store: DataStore, options: ResetOptions): Promise<number> {
  let removed = 0
  for (const mark of await store.marks()) {
    const world = createWorld(JSON.parse(mark.content) as Profile, mark.seed, mark.families)
    for (let start = 0; start < mark.families; start += CHUNK) {
      options.signal?.throwIfAborted()
      const end = Math.min(mark.families, start + CHUNK)
      const families = Array.from({ length: end - start }, (_, i) => familyIds(world, start + i))
      removed += await store.removeFamilies(families)
    }
    await store.removeMark(mark.world)
  }
  return removed
}

function familyIds(world: World, family: number): FamilyIds {
  const { users = [] } = world.recordsOf('postgres', family)
  return { id: world.familyId(family), userIds: users.map(({ id }) => id) }
}
