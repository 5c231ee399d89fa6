import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// This file is two directories below the package root in every form: source, compiled and bundled.
const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CODE_DIRECTORY = import.meta.url.endsWith('.ts') ? 'src' : 'dist'

/** Returns the absolute path of a file of the package, such as `seeds/demo.yaml`. */
export function getPackagePath(path: string): string {
  return `${PACKAGE_ROOT}${path}`
}

/** Returns the absolute path of a file next to the code, such as `services/identity/migrations`, in `src` or `dist`. */
export function getCodePath(path: string): string {
  return `${PACKAGE_ROOT}${CODE_DIRECTORY}/${path}`
}

/** Returns the path to show for a file of the package: in `node_modules` if `root` has the package there. */
export function getShownPackagePath(path: string, root: string): string {
  const local = join('node_modules', 'homemanager', path)
  return existsSync(join(root, local)) ? local : getPackagePath(path)
}
