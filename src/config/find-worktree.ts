import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** `gitdir: /path/of/the/repository/.git/worktrees/NAME`; a submodule has `modules` instead. */
const WORKTREE_PATTERN = /^gitdir: .*[\\/]worktrees[\\/][^\\/]+\s*$/

/** The name of the git worktree that contains a directory; undefined in the main worktree and outside of git. */
export function findWorktree(directory: string): string | undefined {
  for (let current = directory; ; current = dirname(current)) {
    try {
      const content = readFileSync(join(current, '.git'), 'utf8')
      return WORKTREE_PATTERN.test(content) ? basename(current) : undefined
    } catch (error) {
      // The main worktree has a directory.
      if ((error as NodeJS.ErrnoException).code === 'EISDIR') return undefined
    }
    if (current === dirname(current)) return undefined
  }
}
