import { readFileSync } from 'node:fs'
import { getPackagePath } from './package-path.js'

let cachedVersion: string | undefined

/** Returns the version in the package's package.json. */
export function getPackageVersion(): string {
  cachedVersion ??= (JSON.parse(readFileSync(getPackagePath('package.json'), 'utf8')) as { version: string })
    .version
  return cachedVersion
}
