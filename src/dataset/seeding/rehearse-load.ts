import type { RecordBatch } from '../../domain/entities/registry.js'
import type { DataStore, FamilyIds } from '../../stores/contracts/data-store.js'
import { toSeedingError } from './to-seeding-error.js'

/** Throws `DATASET_REJECTED` if the store would reject the records after the families were removed. */
export async function rehearseLoad(
  store: DataStore,
  load: RecordBatch,
  remove: readonly (readonly FamilyIds[])[] = [],
): Promise<void> {
  try {
    await store.rehearse({ remove, load })
  } catch (error) {
    throw toSeedingError(store.name, error, 'load')
  }
}
