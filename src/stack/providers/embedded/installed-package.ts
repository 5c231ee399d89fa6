import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

export interface InstalledPackage {
  readonly folder: string
  readonly version: string
}

/** Where an optional dependency is installed; `undefined` where npm had none for this platform or left it out. */
export function installedPackage(name: string, from: string = import.meta.url): InstalledPackage | undefined {
  for (const modules of createRequire(from).resolve.paths(name) ?? []) {
    const folder = path.join(modules, name)
    try {
      const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
      const version = manifest !== null && typeof manifest === 'object' && 'version' in manifest
      return { folder, version: version ? String(manifest.version) : '' }
    } catch {
      // Not in this node_modules; the next one up may have it.
    }
  }
  return undefined
}
