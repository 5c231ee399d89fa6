import { hasErrorCode } from '../../core/home-error.js'
import { toStoreError } from '../../stores/to-store-error.js'
import { STORE_ERRORS } from '../../stores/contracts/store-errors.js'
import type { Section, SectionPage, SectionTotal } from './record-view.js'

const NONE = { count: 0, isAll: true } as const

/** The first rows of a list, with its totals if it has any. */
export interface FirstSectionPage extends Pick<SectionPage, 'items' | 'error'> {
  /** Whether the list has more rows. */
  readonly hasMore: boolean
  /** How many more there are, and whether these are all. */
  readonly further: { readonly count: number; readonly isAll: boolean }
  readonly totals?: readonly SectionTotal[]
}

/**
 * Reads the first `size` rows, and up to `counted` more, which tell how many are missing. A store error, such as a missing index,
 * is returned as `error`, so that other lists are still shown.
 */
export async function readSection(section: Section, size: number, counted = 1): Promise<FirstSectionPage> {
  try {
    const [page, totals] = await Promise.all([readFirst(section, size, counted), section.totals?.()])
    return totals === undefined ? page : { ...page, totals }
  } catch (error) {
    const known = toStoreError(error)
    if (!hasErrorCode(known, STORE_ERRORS.STORE_ERROR)) throw known
    return { items: [], hasMore: false, further: NONE, error: known.message }
  }
}

/** Lists without pages are cut. */
async function readFirst(section: Section, size: number, counted: number): Promise<FirstSectionPage> {
  const { items, next, error } = await section.page(size + counted)
  const count = Math.max(0, items.length - size)
  return {
    items: items.slice(0, size),
    hasMore: count > 0 || next !== undefined,
    further: { count, isAll: next === undefined && count < counted },
    ...(error === undefined ? {} : { error }),
  }
}
