import type { Finding } from '../../../core/finding.js'
import { isVersionAtLeast } from '../../../core/is-version-at-least.js'
import { MIN_GLIBC_VERSION } from './glibc-version.js'

/** Checks the C library of the system, which the embedded engine depends on. */
export function checkGlibc(platform: NodeJS.Platform, version: string | undefined): Finding {
  if (platform !== 'linux') return { check: 'glibc', status: 'ok', message: 'not required on this system' }
  if (version === undefined) {
    return {
      check: 'glibc',
      status: 'warning',
      message: 'The C library of this system is not glibc, which the embedded engines require.',
      fix: 'Use homemanager up --provider docker, or set the URLs of running databases.',
    }
  }
  if (isVersionAtLeast(version, MIN_GLIBC_VERSION))
    return { check: 'glibc', status: 'ok', message: `glibc ${version}` }
  return {
    check: 'glibc',
    status: 'ok',
    message: `glibc ${version}; the MongoDB engine runs with a bundled glibc, extracted to the user cache`,
  }
}
