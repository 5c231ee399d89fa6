import { execFile } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { getFileIdentity } from './file-identity.js'

const SEARCH_TIMEOUT_MS = 30_000

/** What became of a directory that is no longer where it was. */
export type MissingDirectory =
  | { readonly status: 'deleted' }
  /** It was moved or renamed. */
  | { readonly status: 'moved'; readonly to: string }
  /** Its file system is not mounted or not visible from here, or the search took too long. */
  | { readonly status: 'unknown' }

/**
 * Finds out whether a directory that is missing was deleted: no directory of its file system has its identity any more
 * (`getFileIdentity`). That takes seconds for a large file system.
 */
export async function findMissingDirectory(location: string, identity: string): Promise<MissingDirectory> {
  const to = findRenamedDirectory(location, identity)
  if (to !== undefined) return { status: 'moved', to }
  const ancestor = findExistingAncestor(location)
  const [device, inode = ''] = identity.split(':')
  if (toDevice(ancestor) !== device) return { status: 'unknown' }
  const args = [findMountPoint(ancestor), '-xdev', '-type', 'd', '-inum', inode, '-print', '-quit']
  return new Promise((resolve) => {
    execFile('find', args, { timeout: SEARCH_TIMEOUT_MS }, (error, stdout) => {
      const found = stdout.split('\n').find((line) => line !== '')
      // It exits with 1 if a directory of another user cannot be searched.
      const completed = error === null || (error.code === 1 && error.killed !== true)
      if (found !== undefined) resolve({ status: 'moved', to: found })
      else resolve({ status: completed ? 'deleted' : 'unknown' })
    })
  })
}

/** Where a missing directory is if it has another name in the same parent directory. */
export function findRenamedDirectory(location: string, identity: string): string | undefined {
  const parent = findExistingAncestor(location)
  try {
    return readdirSync(parent)
      .map((name) => path.join(parent, name))
      .find((entry) => getFileIdentity(entry) === identity)
  } catch {
    return undefined
  }
}

function findExistingAncestor(location: string): string {
  const parent = path.dirname(location)
  return parent === location || existsSync(parent) ? parent : findExistingAncestor(parent)
}

function findMountPoint(directory: string): string {
  const parent = path.dirname(directory)
  return parent === directory || toDevice(parent) !== toDevice(directory) ? directory : findMountPoint(parent)
}

function toDevice(directory: string): string {
  return String(statSync(directory, { bigint: true }).dev)
}
