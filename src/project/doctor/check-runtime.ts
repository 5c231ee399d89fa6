import {
  getGlibcVersion,
  isVersionAtLeast,
  MIN_GLIBC_VERSION,
} from '../../providers/embedded/glibc-version.js'
import type { Finding } from './finding.js'

const MIN_NODE_VERSION = '20.19'

/** Checks Node.js, and the C library that the embedded MongoDB engine depends on. */
export function checkRuntime(): readonly Finding[] {
  return [checkNode(process.versions.node), checkGlibc(process.platform, getGlibcVersion())]
}

export function checkNode(version: string): Finding {
  if (isVersionAtLeast(version, MIN_NODE_VERSION))
    return { check: 'node', status: 'ok', message: `Node.js ${version}` }
  return {
    check: 'node',
    status: 'problem',
    message: `Node.js ${version} is too old; homemanager requires ${MIN_NODE_VERSION} or later.`,
    fix: `Install Node.js ${MIN_NODE_VERSION} or later.`,
  }
}

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
