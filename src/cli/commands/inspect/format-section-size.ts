import type { FirstSectionPage } from '../../../inspect/records/read-section.js'
import type { Section, SectionTotal } from '../../../inspect/records/record-view.js'

/** Summarizes a list: its number of rows, its totals, or why it has none. */
export function formatSectionSize(
  section: Section,
  { items, further, totals, error }: FirstSectionPage,
): string {
  if (error !== undefined) return 'cannot be read'
  if (items.length === 0) return section.unavailableReason ?? 'none'
  if (totals === undefined)
    return `${(items.length + further.count).toLocaleString('en-US')}${further.isAll ? '' : '+'}`
  return [
    countRows(totals).toLocaleString('en-US'),
    ...totals.map(({ total, currency }) => `${total} ${currency}`),
  ].join(', ')
}

export function countRows(totals: readonly SectionTotal[]): number {
  return totals.reduce((sum, { count }) => sum + count, 0)
}
