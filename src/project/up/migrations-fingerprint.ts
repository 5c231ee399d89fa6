import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getCodePath } from '../../core/package-path.js'
import { hasStoreSettings } from '../../migrations/store-settings.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { SERVICE_NAMES } from '../../core/service-name.js'

/**
 * Changes when a bundled migration file or one of the project changes. Computed from the names and contents: another
 * installation of the same package, or another checkout of the project, has the same fingerprint.
 */
export function migrationsFingerprint(config: ResolvedConfig): string {
  const hash = createHash('sha256')
  for (const { owner, directory } of listDirectories(config)) {
    for (const name of listFiles(directory)) {
      const content = readFile(`${directory}/${name}`)
      hash.update(`${owner}/${name}\n${content?.length}\n`).update(content ?? '')
    }
  }
  // The migrations apply the settings of a table on AWS too.
  if (hasStoreSettings(config)) hash.update(JSON.stringify(STORE_NAMES.map((name) => config[name])))
  return hash.digest('hex').slice(0, 16)
}

/** The paths of the bundled migration files and those of the project. */
export function listMigrationFiles(config: ResolvedConfig): readonly string[] {
  return listDirectories(config).flatMap(({ directory }) =>
    listFiles(directory).map((file) => `${directory}/${file}`),
  )
}

/** `owner` is the service of bundled migrations, or the store of those of the project. */
function listDirectories({
  migrations,
}: ResolvedConfig): readonly { readonly owner: string; readonly directory: string }[] {
  return [
    ...SERVICE_NAMES.map((owner) => ({ owner, directory: getCodePath(`services/${owner}/migrations`) })),
    ...Object.entries(migrations.directories).map(([owner, directory]) => ({ owner, directory })),
  ]
}

function listFiles(directory: string): readonly string[] {
  try {
    return readdirSync(directory).toSorted()
  } catch {
    return []
  }
}

/** Undefined for a directory beside the files, and for a file that was deleted meanwhile. */
function readFile(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}
