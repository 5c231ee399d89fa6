import { HomeError } from '../../core/home-error.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { EXTENSION_ERRORS } from './extension-errors.js'

interface Used {
  readonly key: string
  readonly loading: Promise<void>
}

let used: Used | undefined

/**
 * Loads the extensions of a project and registers what they declare; once per process. Without extensions it loads nothing.
 * Throws `EXTENSION_INVALID`, and `EXTENSIONS_DIFFER` if this process has used those of another project.
 */
export async function useExtensions({
  root,
  extensions = [],
}: Pick<ResolvedConfig, 'root' | 'extensions'>): Promise<void> {
  const key = extensions.length === 0 ? '' : [root, ...extensions].join('\n')
  if (used === undefined && key === '') return
  if (used !== undefined && used.key !== key) throw differError()
  if (used === undefined) {
    const loading = import('./register-extensions.js').then(async ({ registerExtensions }) =>
      registerExtensions(root, extensions),
    )
    used = { key, loading }
    // The next command of this process loads the corrected files.
    loading.catch(() => (used = undefined))
  }
  await used.loading
}

function differError(): HomeError {
  return new HomeError(EXTENSION_ERRORS.EXTENSIONS_DIFFER, {
    message: 'This program has already used a project with other extensions.',
    detail: 'The entities of a process are those of one project.',
    suggestion: 'Use each project in a process of its own.',
  })
}
