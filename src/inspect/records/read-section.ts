import { HomeError } from '../../core/home-error.js'
import { toStoreError } from '../../stores/to-store-error.js'
import { STORE_ERRORS } from '../../stores/contracts/store-errors.js'
import type { Section, SectionPage, SectionTotal } from './record-view.js'

/** The first page of a list, with its totals if it has any. */
export interface FirstSectionPage extends SectionPage {
  readonly totals?: readonly SectionTotal[]
}

/** Reads the first page. A store error, such as a missing index, is returned as `error`, so that other lists are still shown. */
export async function readSection(section: Section, size: number): Promise<FirstSectionPage> {
  try {
    const [page, totals] = await Promise.all([section.page(size), section.totals?.()])
    return totals === undefined ? page : { ...page, totals }
  } catch (error) {
    const known = toStoreError(error)
    if (!(known instanceof HomeError) || known.code !== STORE_ERRORS.STORE_ERROR.code) throw known
    return { items: [], error: known.message }
  }
}
