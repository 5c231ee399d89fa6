import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { CONFIG_ERRORS } from '../../config/config-errors.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'

/** Throws `CONFIG_INVALID` if a file or directory does not exist that homemanager.yaml names. */
export function assertFilesExist({
  root,
  file,
  migrations,
  invariants = [],
  extensions = [],
}: ResolvedConfig): void {
  const named: readonly (readonly [string, string])[] = [
    ...Object.entries(migrations.directories).map(([store, path]) => [`migrations.${store}`, path] as const),
    ...extensions.map((path) => ['extensions', path] as const),
    // The last part may contain `*`.
    ...invariants.filter((path) => !path.includes('*')).map((path) => ['invariants', path] as const),
  ]
  const missing = named.filter(([, path]) => !existsSync(path))
  if (missing.length === 0) return
  const [first = '', ...others] = missing.map(
    ([setting, path]) => `${setting}: ${relative(root, path)} does not exist.`,
  )
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: first,
    ...(others.length === 0 ? {} : { detail: others.join('\n') }),
    suggestion: `Create ${others.length === 0 ? 'it' : 'them'}, or correct ${file ?? 'homemanager.yaml'}.`,
  })
}
