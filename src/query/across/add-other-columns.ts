import type { Endpoints } from '../../core/store-types.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { openReaders } from './open-readers.js'
import type { SqlView } from './views.js'

/** The views with the columns that their entities do not declare. Undefined if there are none. */
export async function addOtherColumns(
  views: readonly SqlView[],
  endpoints: Endpoints,
): Promise<readonly SqlView[] | undefined> {
  // Readers connect when they are used.
  await using opened = await openReaders(endpoints, new Set(STORE_NAMES))
  let added = 0
  const extended = await Promise.all(
    views.map(async (view) => {
      if (view.unnested !== undefined) return view
      const others = (await opened.readers[view.entity.place.store].listOtherColumns?.(view.entity)) ?? []
      added += others.length
      return { ...view, columns: [...view.columns, ...others] }
    }),
  )
  return added === 0 ? undefined : extended
}
