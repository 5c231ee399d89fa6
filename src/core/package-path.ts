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
