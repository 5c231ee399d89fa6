import { HomeError } from '../../core/home-error.js'
import { toStoreError } from '../../stores/to-store-error.js'
import { STORE_ERRORS } from '../../stores/contracts/store-errors.js'
import type { Section, SectionPage, SectionTotal } from './record-view.js'

/** The first rows of a list, with its totals if it has any. */
export interface FirstSectionPage extends Pick<SectionPage, 'items' | 'error'> {
  /** Whether the list has more rows. */
  readonly hasMore: boolean
  readonly totals?: readonly SectionTotal[]
}

/**
 * Reads the first `size` rows. A store error, such as a missing index, is returned as `error`, so that other lists are still
 * shown.
 */
export async function readSection(section: Section, size: number): Promise<FirstSectionPage> {
  try {
    const [page, totals] = await Promise.all([readFirst(section, size), section.totals?.()])
    return totals === undefined ? page : { ...page, totals }
  } catch (error) {
    const known = toStoreError(error)
    if (!(known instanceof HomeError) || known.code !== STORE_ERRORS.STORE_ERROR.code) throw known
    return { items: [], hasMore: false, error: known.message }
  }
}

/** One more row is read, which tells whether there are more. Lists without pages are cut. */
async function readFirst(section: Section, size: number): Promise<FirstSectionPage> {
  const { items, next, error } = await section.page(size + 1)
  return {
    items: items.slice(0, size),
    hasMore: items.length > size || next !== undefined,
    ...(error === undefined ? {} : { error }),
  }
}
