import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

export interface InstalledPackage {
  readonly directory: string
  readonly version: string
}

/** Finds an installed optional dependency; `undefined` if npm has none for this platform or did not install it. */
export function findInstalledPackage(
  name: string,
  from: string = import.meta.url,
): InstalledPackage | undefined {
  for (const modules of createRequire(from).resolve.paths(name) ?? []) {
    const directory = path.join(modules, name)
    try {
      const manifest: unknown = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'))
      const version = manifest !== null && typeof manifest === 'object' && 'version' in manifest
      return { directory, version: version ? String(manifest.version) : '' }
    } catch {
      // Not in this node_modules directory; continue with its parent's.
    }
  }
  return undefined
}
