import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { getCodePath } from '../../core/package-path.js'
import { SERVICE_NAMES } from '../../core/service-name.js'

/** Changes when a bundled migration file or one of the project changes. Computed from names, sizes and times to be fast. */
export function migrationsFingerprint(config: ResolvedConfig): string {
  const hash = createHash('sha256')
  const bundled = SERVICE_NAMES.map((service) => getCodePath(`services/${service}/migrations`))
  for (const directory of [...bundled, ...Object.values(config.migrations.directories)]) {
    for (const file of listFiles(directory)) {
      const stat = statSync(join(directory, file), { throwIfNoEntry: false })
      hash.update(`${directory}/${file}\n${stat?.size}\n${stat?.mtimeMs}\n`)
    }
  }
  return hash.digest('hex').slice(0, 16)
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory).toSorted()
  } catch {
    return []
  }
}
