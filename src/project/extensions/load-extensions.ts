import type { ResolvedConfig } from '../../config/resolved-config.js'
import { NO_EXTENSIONS, type ProjectExtensions } from './project-extensions.js'

/** By the list of files, which is one object per resolved configuration. */
const loaded = new WeakMap<readonly string[], Promise<ProjectExtensions>>()

/** Loads the extensions of a project; once per resolved configuration. Throws `EXTENSION_INVALID`. */
export async function loadExtensions({
  root,
  extensions: files,
}: Pick<ResolvedConfig, 'root' | 'extensions'>): Promise<ProjectExtensions> {
  if (files === undefined || files.length === 0) return NO_EXTENSIONS
  const known = loaded.get(files)
  if (known !== undefined) return known
  const loading = import('./compose-extensions.js').then(async ({ composeExtensions }) =>
    composeExtensions(root, files),
  )
  loaded.set(files, loading)
  // The next call loads the corrected files.
  loading.catch(() => loaded.delete(files))
  return loading
}
