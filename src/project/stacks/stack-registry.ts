import { createHash } from 'node:crypto'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createPrivateDirectory } from '../../core/create-directory.js'
import { debug } from '../../core/debug.js'
import { isRecord } from '../../core/is-record.js'
import { readJsonFile } from '../../core/read-json-file.js'
import { writeFileAtomic } from '../../core/write-file-atomic.js'
import type { ProjectLocation } from '../state/project-location.js'
import { getUserStateDirectory } from './user-state-directory.js'

// One file per project of this user that has been started, so that `ls` finds it from any directory. The files are only
// hints: whether a stack is running is checked on its state, its processes and its containers. Without a home directory, or
// with one that is read-only, there are no files, and `ls` shows only what those checks find.

/** Records where a project is. Errors are ignored. */
export function registerStack({ project, root, home }: ProjectLocation): void {
  const file = getEntryPath(home)
  if (file === undefined || readEntry(file)?.root === root) return
  try {
    createPrivateDirectory(path.dirname(file))
    writeFileAtomic(file, JSON.stringify({ project, root, home }))
  } catch (error) {
    debug(`The stack is not registered: ${String(error)}`)
  }
}

/** Removes a project without data. Errors are ignored. */
export function unregisterStack(home: string): void {
  const file = getEntryPath(home)
  try {
    if (file !== undefined && existsSync(file)) rmSync(file)
  } catch (error) {
    debug(`The stack is still registered: ${String(error)}`)
  }
}

/** The registered projects, whether or not they still exist. */
export function listRegisteredStacks(): readonly ProjectLocation[] {
  const directory = getRegistryDirectory()
  if (directory === undefined) return []
  try {
    return readdirSync(directory).flatMap((name) => readEntry(path.join(directory, name)) ?? [])
  } catch {
    return []
  }
}

function readEntry(file: string): ProjectLocation | undefined {
  if (!file.endsWith('.json')) return undefined
  const value = readJsonFile(file)
  if (!isRecord(value)) return undefined
  const { project, root, home } = value
  const isLocation = typeof project === 'string' && typeof root === 'string' && typeof home === 'string'
  return isLocation ? { project, root, home } : undefined
}

function getRegistryDirectory(): string | undefined {
  const directory = getUserStateDirectory()
  return directory === undefined ? undefined : path.join(directory, 'stacks')
}

function getEntryPath(home: string): string | undefined {
  const directory = getRegistryDirectory()
  const name = createHash('sha256').update(home).digest('hex').slice(0, 24)
  return directory === undefined ? undefined : path.join(directory, `${name}.json`)
}
