import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { VerifyOptions } from '../../verify/verify-stores.js'
import type { ProjectExtensions } from './project-extensions.js'

/** The project's own invariants, in extensions and in SQL files. */
export function toVerifyOptions(
  { root, invariants }: Pick<ResolvedConfig, 'root' | 'invariants'>,
  extensions: ProjectExtensions,
): Pick<VerifyOptions, 'extensions' | 'own'> {
  return { extensions, ...(invariants === undefined ? {} : { own: { root, files: invariants } }) }
}
