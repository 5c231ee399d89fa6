import {
  getGlibcVersion,
  isVersionAtLeast,
  MIN_GLIBC_VERSION,
} from '../../providers/embedded/glibc-version.js'
import type { Finding } from './finding.js'

const MIN_NODE_VERSION = '20.19'

/** Node, and the C library that the embedded MongoDB engine depends on. */
export function checkRuntime(): readonly Finding[] {
  return [checkNode(process.versions.node), checkGlibc(process.platform, getGlibcVersion())]
}

export function checkNode(version: string): Finding {
  if (isVersionAtLeast(version, MIN_NODE_VERSION))
    return { check: 'node', status: 'ok', message: `Node ${version}` }
  return {
    check: 'node',
    status: 'problem',
    message: `Node ${version}; homemanager needs ${MIN_NODE_VERSION} or newer.`,
    fix: 'Install a newer Node.',
  }
}

export function checkGlibc(platform: NodeJS.Platform, version: string | undefined): Finding {
  if (platform !== 'linux') return { check: 'glibc', status: 'ok', message: 'not needed on this system' }
  if (version === undefined) {
    return {
      check: 'glibc',
      status: 'warning',
      message: 'This system has another C library; the embedded engines are built for glibc.',
      fix: 'Use homemanager up --provider docker, or connect to databases that run already.',
    }
  }
  if (isVersionAtLeast(version, MIN_GLIBC_VERSION))
    return { check: 'glibc', status: 'ok', message: `glibc ${version}` }
  return {
    check: 'glibc',
    status: 'ok',
    message: `glibc ${version}; MongoDB's engine runs under a newer loader, unpacked once into the user's cache`,
  }
}
