import { relative, sep } from 'node:path'
import { CONFIG_ERRORS } from '../../config/config-errors.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { mayExist } from '../../core/list-directory.js'

/** Throws `CONFIG_INVALID` if a file or directory does not exist that homemanager.yaml names. */
export function assertFilesExist(config: ResolvedConfig): void {
  const [first, ...others] = describeMissingFiles(config)
  if (first === undefined) return
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message: first,
    ...(others.length === 0 ? {} : { detail: others.join('\n') }),
    suggestion: `Create ${others.length === 0 ? 'it' : 'them'}, or correct ${config.file ?? 'homemanager.yaml'}.`,
  })
}

/** What homemanager.yaml names and does not exist: `migrations.postgres: db/sql does not exist.` */
export function describeMissingFiles({
  root,
  migrations,
  invariants = [],
  extensions = [],
}: ResolvedConfig): readonly string[] {
  const named: readonly (readonly [string, string])[] = [
    ...Object.entries(migrations.directories).map(([store, path]) => [`migrations.${store}`, path] as const),
    ...extensions.map((path) => ['extensions', path] as const),
    // The last part may contain `*`.
    ...invariants.filter((path) => !path.includes('*')).map((path) => ['invariants', path] as const),
  ]
  return named
    .filter(([, path]) => !mayExist(path))
    .map(([setting, path]) => `${setting}: ${toShownPath(root, path)} does not exist.`)
}

/** A path in the project's directory is shown as it is in the file in all likelihood. */
function toShownPath(root: string, path: string): string {
  return path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`) ? relative(root, path) : path
}
