import { join } from 'node:path'
import type { StoreName } from '../core/store-name.js'

/** Where the migrations of a store are if homemanager.yaml does not set a directory. */
export function getDefaultMigrationDirectory(root: string, store: StoreName): string {
  return join(root, 'migrations', store)
}
