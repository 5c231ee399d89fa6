import type { FirstSectionPage } from '../../../inspect/records/read-section.js'
import type { Section } from '../../../inspect/records/record-view.js'

/** Summarizes a list: its number of rows, its totals, or why it has none. */
export function formatSectionSize(
  section: Section,
  { items, hasMore, totals, error }: FirstSectionPage,
): string {
  if (error !== undefined) return 'cannot be read'
  if (items.length === 0) return section.unavailableReason ?? 'none'
  if (totals === undefined) return hasMore ? `${items.length}+` : String(items.length)
  const count = totals.reduce((sum, total) => sum + total.count, 0)
  return [count.toLocaleString('en-US'), ...totals.map(({ total, currency }) => `${total} ${currency}`)].join(
    ', ',
  )
}
