import type { FirstSectionPage } from '../../../inspect/records/read-section.js'
import type { Section, SectionItem } from '../../../inspect/records/record-view.js'

/** How much there is of a list, in a few words. */
export function formatSectionSize(
  section: Section,
  { items, next, totals, problem }: FirstSectionPage,
): string {
  if (problem !== undefined) return 'cannot be read'
  if (items.length === 0) return section.unavailableReason ?? 'none'
  if (totals === undefined) return next === undefined ? String(items.length) : `${items.length} and more`
  const count = totals.reduce((sum, total) => sum + total.count, 0)
  return [count.toLocaleString('en-US'), ...totals.map(({ total, currency }) => `${total} ${currency}`)].join(
    ', ',
  )
}

/** How many rows of a page have a fault, with the marks of the faults. */
export function formatProblemCounts(items: readonly SectionItem[]): string {
  const count = (state: SectionItem['state']): number => items.filter((item) => item.state === state).length
  const [orphans, stale] = [count('orphan'), count('stale')]
  return [...(orphans > 0 ? [`${orphans} ✗`] : []), ...(stale > 0 ? [`${stale} ≠`] : [])].join(' ')
}
