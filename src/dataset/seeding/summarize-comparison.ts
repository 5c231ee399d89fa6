import { isRepairable, type StoresComparison } from '../comparison/compare-stores.js'
import type { SeedOutcome } from './seed-report.js'

/** The result of a comparison as `seed` reports it. */
export function summarizeComparison({
  differences,
  changes,
  summary,
  counts,
  storedCounts,
  fingerprint,
}: StoresComparison): Omit<SeedOutcome, 'unchanged'> {
  const total = Object.values(summary).reduce(
    (sum, { missing, changed, extra }) => sum + missing + changed + extra,
    0,
  )
  return {
    ok: !differences.some(isRepairable),
    counts,
    storedCounts,
    fingerprint,
    differences: summary,
    items: differences.map((each) => {
      const { difference, store, entity, id } = each
      const change = changes.get(each)
      return {
        difference,
        store,
        entity,
        id,
        ...(change === undefined ? {} : { fields: change.fields }),
        repaired: false,
      }
    }),
    more: total - differences.length,
  }
}
