import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { STACK_ERRORS } from './stack-errors.js'

/**
 * Whether a copy of a state directory was made of hard links, so that the files of the engines are those of the original. The
 * secrets are never written again.
 */
export function hasHardLinks(home: string): boolean {
  const secrets = join(home, 'secrets')
  return [join(home, 'state.json'), ...listFiles(secrets)].some((file) => {
    const stats = statSync(file, { throwIfNoEntry: false })
    return stats !== undefined && stats.nlink > 1
  })
}

export function toHardLinkError(home: string, original: string): HomeError {
  return new HomeError(STACK_ERRORS.DIRECTORY_HARD_LINKED, {
    message: `The files in ${home} are hard links to those of another directory.`,
    detail: `It is a copy of ${original}, made for example by cp -l: the same data would be changed in both. Nothing was changed.`,
    suggestion: 'Delete this copy, or copy the directory without hard links, as cp -a does.',
  })
}

function listFiles(directory: string): readonly string[] {
  try {
    return readdirSync(directory).map((name) => join(directory, name))
  } catch {
    return []
  }
}
