import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { MIN_FREE_BYTES } from '../../providers/embedded/engine-paths.js'
import type { Finding } from '../../core/finding.js'

const MIB = 1024 * 1024
const RECOMMENDED_FREE_BYTES = 2048 * MIB

/** Checks the disk space and permissions of the state directory. */
export function checkDirectory(config: ResolvedConfig): readonly Finding[] {
  const directory = findExistingAncestor(config.home)
  return [checkDisk(directory), checkWritable(directory), checkSecrets(config)]
}

function checkDisk(directory: string): Finding {
  const { bavail, bsize } = statfsSync(directory)
  const free = bavail * bsize
  const summary = `${Math.floor(free / MIB).toLocaleString('en')} MiB free at ${directory}`
  if (free >= RECOMMENDED_FREE_BYTES) return { check: 'disk', status: 'ok', message: summary }
  return {
    check: 'disk',
    status: free < MIN_FREE_BYTES ? 'problem' : 'warning',
    message: `Only ${summary}.`,
    fix: `Free disk space: a stack needs about ${MIN_FREE_BYTES / MIB} MiB to start.`,
  }
}

function checkWritable(directory: string): Finding {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK)
    return { check: 'permissions', status: 'ok', message: `${directory} is writable` }
  } catch {
    return {
      check: 'permissions',
      status: 'problem',
      message: `${directory} is not writable by this user.`,
      fix: 'Grant this user write permission, or use another directory with --cwd.',
    }
  }
}

/** Files with passwords and keys must be readable by their owner only. */
function checkSecrets({ home }: ResolvedConfig): Finding {
  const exposed = ['state.json', 'identity-es256.pem', 'cursor-secret']
    .map((name) => join(home, name))
    .filter((file) => existsSync(file) && (statSync(file).mode & 0o077) !== 0)
  if (exposed.length === 0) return { check: 'secrets', status: 'ok', message: 'only readable by their owner' }
  return {
    check: 'secrets',
    status: 'problem',
    message: `Other users can read ${exposed.join(', ')}.`,
    fix: `Run chmod 600 ${exposed.map((file) => `'${file}'`).join(' ')}.`,
  }
}

function findExistingAncestor(directory: string): string {
  return existsSync(directory) ? directory : findExistingAncestor(dirname(directory))
}
