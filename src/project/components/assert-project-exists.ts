import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { toBranchProject } from '../../config/branch-file.js'
import { findClosestMatch } from '../../core/closest-match.js'
import { HomeError } from '../../core/home-error.js'
import { findStackProcesses } from './find-stack-processes.js'
import { quoteForShell } from '../../core/quote-for-shell.js'
import { STACK_ERRORS } from '../state/stack-errors.js'

/**
 * Throws `PROJECT_NOT_FOUND` if this project was never started in the directory, and others were; or if the command line names it, and one
 * of its name runs in another directory.
 */
export function assertProjectExists({ project, root, home, isNamed = false }: ResolvedConfig): void {
  const directory = join(root, '.homemanager')
  // An ephemeral stack has its state elsewhere.
  if (existsSync(home) || dirname(home) !== directory) return
  const other = isNamed ? findDirectory(project) : undefined
  if (other !== undefined) {
    throw new HomeError(STACK_ERRORS.PROJECT_NOT_FOUND, {
      message: `Project ${project} was never started in ${root}; one of this name runs in ${other}.`,
      suggestion: `To use that one, add --cwd ${quoteForShell(other)}. To start one here, run homemanager up.`,
    })
  }
  const others = listProjects(directory)
  if (others.length === 0) return
  // The name of a branch is not that of its project.
  const branch = others.find((other) => others.some((parent) => toBranchProject(parent, project) === other))
  const similar = branch ?? findClosestMatch(project, others)
  const question = similar === undefined ? '' : `Did you mean ${similar}? `
  throw new HomeError(STACK_ERRORS.PROJECT_NOT_FOUND, {
    message: `Project ${project} was never started in ${root}.`,
    detail: `Projects there: ${others.join(', ')}.`,
    suggestion: `${question}Use one of them with --project, or run homemanager up --project ${project}.`,
  })
}

/** The directory in which a project of this name runs. */
function findDirectory(project: string): string | undefined {
  const found = findStackProcesses().find(
    ({ home }) => basename(home) === project && basename(dirname(home)) === '.homemanager',
  )
  return found && dirname(dirname(found.home))
}

function listProjects(directory: string): readonly string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
}
