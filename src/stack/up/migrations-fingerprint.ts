import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { codeFile } from '../../core/package-file.js'
import { SERVICE_NAMES } from '../../core/service-name.js'

/** Changes whenever a migration file of ours or of the project's does; made of names, sizes and times, so it is cheap. */
export function migrationsFingerprint(config: ResolvedConfig): string {
  const hash = createHash('sha256')
  const bundled = SERVICE_NAMES.map((service) => codeFile(`services/${service}/migrations`))
  for (const folder of [...bundled, ...Object.values(config.migrations.folders)]) {
    for (const file of listed(folder)) {
      const stat = statSync(join(folder, file), { throwIfNoEntry: false })
      hash.update(`${folder}/${file}\n${stat?.size}\n${stat?.mtimeMs}\n`)
    }
  }
  return hash.digest('hex').slice(0, 16)
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted()
  } catch {
    return []
  }
}
