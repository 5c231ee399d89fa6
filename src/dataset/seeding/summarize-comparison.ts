import type { PerStore } from '../../core/store-name.js'
import type { DataStore } from '../../stores/contracts/data-store.js'
import { isRepairable, type StoresComparison } from '../comparison/compare-stores.js'
import { findChangedFields } from '../comparison/find-changed-fields.js'
import type { Dataset } from '../generator/create-dataset.js'
import type { SeedOutcome } from './seed-report.js'

/** The result of a comparison as `seed` reports it. Reads the stores again if there are changed records. */
export async function summarizeComparison(
  data: PerStore<DataStore>,
  datasets: readonly Dataset[],
  { differences, summary, counts, storedCounts, fingerprint }: StoresComparison,
): Promise<Omit<SeedOutcome, 'unchanged'>> {
  const changedFields = await findChangedFields(data, datasets, differences)
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
      const fields = changedFields.get(each)
      return {
        difference,
        store,
        entity,
        id,
        ...(fields === undefined ? {} : { fields }),
        repaired: false,
      }
    }),
    more: total - differences.length,
  }
}
