import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { MIN_FREE_BYTES } from '../../providers/embedded/engine-paths.js'
import type { Finding } from './finding.js'

const MIB = 1024 * 1024
const RECOMMENDED_FREE_BYTES = 2048 * MIB

/** The disk and the permissions of the folder that holds state, logs and data. */
export function checkDirectory(config: ResolvedConfig): readonly Finding[] {
  const directory = findExistingAncestor(config.home)
  return [checkDisk(directory), checkWritable(directory), checkSecrets(config)]
}

function checkDisk(directory: string): Finding {
  const { bavail, bsize } = statfsSync(directory)
  const free = bavail * bsize
  const said = `${Math.floor(free / MIB).toLocaleString('en')} MiB are free at ${directory}`
  if (free >= RECOMMENDED_FREE_BYTES) return { check: 'disk', status: 'ok', message: said }
  return {
    check: 'disk',
    status: free < MIN_FREE_BYTES ? 'problem' : 'warning',
    message: `Only ${said}.`,
    fix: `Free some space: a stack needs about ${MIN_FREE_BYTES / MIB} MiB to start.`,
  }
}

function checkWritable(directory: string): Finding {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK)
    return { check: 'permissions', status: 'ok', message: `${directory} can be written` }
  } catch {
    return {
      check: 'permissions',
      status: 'problem',
      message: `${directory} cannot be written by this user.`,
      fix: 'Give yourself write permission there, or use another folder with --cwd.',
    }
  }
}

/** Files with passwords and keys are for their owner only. */
function checkSecrets({ home }: ResolvedConfig): Finding {
  const open = ['state.json', 'identity-es256.pem', 'cursor-secret']
    .map((name) => join(home, name))
    .filter((file) => existsSync(file) && (statSync(file).mode & 0o077) !== 0)
  if (open.length === 0) return { check: 'secrets', status: 'ok', message: 'readable by their owner only' }
  return {
    check: 'secrets',
    status: 'problem',
    message: `Others can read ${open.join(', ')}.`,
    fix: `Run chmod 600 ${open.map((file) => `'${file}'`).join(' ')}`,
  }
}

function findExistingAncestor(directory: string): string {
  return existsSync(directory) ? directory : findExistingAncestor(dirname(directory))
}
