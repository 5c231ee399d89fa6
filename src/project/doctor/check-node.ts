import type { Finding } from '../../core/finding.js'
import { isVersionAtLeast } from '../../core/is-version-at-least.js'

const MIN_NODE_VERSION = '20.19'

/** Checks the version of Node.js. */
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
