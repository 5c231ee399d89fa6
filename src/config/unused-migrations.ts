import { readdirSync } from 'node:fs'
import { relative } from 'node:path'
import { STORE_NAMES } from '../core/store-name.js'
import { getDefaultMigrationDirectory } from './default-migration-directory.js'
import type { ResolvedConfig } from './resolved-config.js'

/** A warning if the directory of migrations has files that are not used, because there is no homemanager.yaml beside it. */
export function describeUnusedMigrations({ file, root }: ResolvedConfig): string | undefined {
  if (file !== undefined) return undefined
  const unused = STORE_NAMES.map((store) => getDefaultMigrationDirectory(root, store)).filter(hasMigrations)
  if (unused.length === 0) return undefined
  const names = unused.map((directory) => relative(root, directory)).join(', ')
  return `The files in ${names} are not used: there is no homemanager.yaml in ${root}. Create one: homemanager init.`
}

function hasMigrations(directory: string): boolean {
  try {
    return readdirSync(directory).some((name) => /^\d/.test(name))
  } catch {
    // It does not exist, is a file, or is not readable for this user.
    return false
  }
}
