import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getCodePath } from '../../core/package-path.js'
import { hasStoreSettings } from '../../migrations/store-settings.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { SERVICE_NAMES } from '../../core/service-name.js'

/** Changes when a bundled migration file or one of the project changes. Computed from names, sizes and times to be fast. */
export function migrationsFingerprint(config: ResolvedConfig): string {
  const hash = createHash('sha256')
  for (const file of listMigrationFiles(config)) {
    const stat = statSync(file, { throwIfNoEntry: false })
    hash.update(`${file}\n${stat?.size}\n${stat?.mtimeMs}\n`)
  }
  // The migrations apply the settings of a table on AWS too.
  if (hasStoreSettings(config)) hash.update(JSON.stringify(STORE_NAMES.map((name) => config[name])))
  return hash.digest('hex').slice(0, 16)
}

/** The paths of the bundled migration files and those of the project. */
export function listMigrationFiles(config: ResolvedConfig): readonly string[] {
  const bundled = SERVICE_NAMES.map((service) => getCodePath(`services/${service}/migrations`))
  return [...bundled, ...Object.values(config.migrations.directories)].flatMap((directory) =>
    listFiles(directory).map((file) => `${directory}/${file}`),
  )
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted()
  } catch {
    return []
  }
}
