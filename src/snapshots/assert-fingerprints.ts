import { HomeError } from '../core/home-error.js'
import { type PerStore, STORE_NAMES } from '../core/store-name.js'
import { SNAPSHOT_ERRORS } from './snapshot-errors.js'

/** Throws `SNAPSHOT_DIFFERS` if restored records do not have the fingerprints that were saved; null is not known. */
export function assertFingerprints(
  found: PerStore<string>,
  saved: PerStore<string | null>,
  snapshot: string = 'the snapshot',
): void {
  const different = STORE_NAMES.filter((store) => saved[store] !== null && saved[store] !== found[store])
  if (different.length === 0) return
  throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_DIFFERS, {
    message: `The restored records of ${different.join(' and ')} differ from those that ${snapshot} was saved with.`,
    suggestion: 'Restore another snapshot (homemanager snapshot list), or run homemanager undo.',
  })
}
