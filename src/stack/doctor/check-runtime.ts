import { glibcVersion, isAtLeast, NEEDED_GLIBC } from '../providers/embedded/glibc-version.js'
import type { Finding } from './finding.js'

const NEEDED_NODE = '20.19'

/** Node, and the C library that the embedded MongoDB engine depends on. */
export function checkRuntime(): readonly Finding[] {
  return [checkNode(process.versions.node), checkGlibc(process.platform, glibcVersion())]
}

export function checkNode(version: string): Finding {
  if (isAtLeast(version, NEEDED_NODE)) return { check: 'node', status: 'ok', message: `Node ${version}` }
  return {
    check: 'node',
    status: 'problem',
    message: `Node ${version}; homemanager needs ${NEEDED_NODE} or newer.`,
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
  if (isAtLeast(version, NEEDED_GLIBC)) return { check: 'glibc', status: 'ok', message: `glibc ${version}` }
  return {
    check: 'glibc',
    status: 'ok',
    message: `glibc ${version}; MongoDB's engine runs under a newer loader, unpacked once into the user's cache`,
  }
}
