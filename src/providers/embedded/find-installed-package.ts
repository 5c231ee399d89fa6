import { readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

export interface InstalledPackage {
  readonly directory: string
  readonly version: string
}

/**
 * Finds an installed optional dependency; `undefined` if npm has none for this platform or did not install it. `from` is a
 * file of the package that depends on it: without hoisting, as in pnpm, only that package can find it.
 */
export function findInstalledPackage(
  name: string,
  from: string = import.meta.url,
): InstalledPackage | undefined {
  for (const modules of createRequire(from).resolve.paths(name) ?? []) {
    try {
      // A package manager may have linked it; its own dependencies are beside the real directory.
      const directory = realpathSync(path.join(modules, name))
      const manifest: unknown = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'))
      const version = manifest !== null && typeof manifest === 'object' && 'version' in manifest
      return { directory, version: version ? String(manifest.version) : '' }
    } catch {
      // Not in this node_modules directory; continue with its parent's.
    }
  }
  return undefined
}
