import { HomeError } from '../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../stores/contracts/migration-store-errors.js'
import type { Migration } from '../stores/contracts/migration-store.js'

/**
 * Throws for a file as `migrate new` creates it: if it were recorded as applied, what is written later would never run.
 */
export function assertNotEmpty({ id, store, path, empty }: Migration): void {
  if (empty === undefined) return
  throw new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_INVALID, {
    message: `The migration ${id} of ${store} has no ${empty} yet.`,
    detail: path,
    suggestion: `Write its ${empty}, or delete the file; then run homemanager migrate plan.`,
  })
}
