import { existsSync } from 'node:fs'
import path from 'node:path'
import { resolveConfigForStopping } from '../../config/resolve-config.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import type { ProjectLocation } from '../state/project-location.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { FoundStack } from './describe-stack.js'
import { findStacks } from './find-stacks.js'

/**
 * The stack of the project with this name in another directory, if none is in this one: the running one, else the one with
 * data. Throws `PROJECT_AMBIGUOUS` if there are several.
 */
export async function locateStack({ project, home }: ProjectLocation): Promise<FoundStack | undefined> {
  const named = (await findStacks()).filter((stack) => stack.project === project)
  if (named.some((stack) => stack.home === home)) return undefined
  const running = named.filter(({ status }) => status !== 'stopped')
  const [found, ...others] = running.length > 0 ? running : named
  if (found === undefined || others.length === 0) return found
  const directories = [found, ...others].map(({ directory }) => directory)
  throw new HomeError(STACK_ERRORS.PROJECT_AMBIGUOUS, {
    message: `Project ${project} ${running.length > 0 ? 'is running' : 'has data'} in ${directories.length} directories.`,
    detail: directories.join('\n'),
    suggestion: `Choose one with --cwd: homemanager down --project ${project} --cwd '${found.directory}'.`,
  })
}

/** The configuration with which a stack can be stopped, even if its directory was deleted. */
export async function resolveConfigOfStack(
  found: FoundStack,
): Promise<{ readonly config: ResolvedConfig; readonly problem?: HomeError }> {
  const { project, directory, home, provider } = found
  const { config, ...problem } = await resolveConfigForStopping({ cwd: findExisting(directory), project })
  const located = { ...config, project, root: directory, home }
  // The configuration of a parent directory may have another provider.
  const isProvider = provider === 'docker' || provider === 'embedded' || provider === 'external'
  return { config: isProvider ? { ...located, provider } : located, ...problem }
}

function findExisting(directory: string): string {
  return existsSync(directory) ? directory : findExisting(path.dirname(directory))
}
