import { fileURLToPath } from 'node:url'

// This file lies two folders below the package's root: as source, compiled, and as part of a bundle.
const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CODE_DIRECTORY = import.meta.url.endsWith('.ts') ? 'src' : 'dist'

/** The absolute path of a file that comes with the package, such as `seeds/demo.yaml`. */
export function getPackagePath(path: string): string {
  return `${PACKAGE_ROOT}${path}`
}

/** The same for a file beside the code, such as `services/identity/migrations`: the source's when run from the sources. */
export function getCodePath(path: string): string {
  return `${PACKAGE_ROOT}${CODE_DIRECTORY}/${path}`
}
