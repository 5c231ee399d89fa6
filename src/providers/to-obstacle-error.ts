import { describeObstacle } from '../core/describe-obstacle.js'
import { describeFileSystemProblem } from '../core/describe-file-system-problem.js'
import { HomeError } from '../core/home-error.js'
import { PROVIDER_ERRORS } from './provider-errors.js'

/** The error of a directory that cannot be made, because something else is in its place; undefined if nothing is. */
export function toObstacleError(directory: string, cause: unknown): HomeError | undefined {
  const obstacle = describeObstacle(directory)
  if (obstacle === undefined) return undefined
  return new HomeError(PROVIDER_ERRORS.DIRECTORY_NOT_WRITABLE, {
    message: `${obstacle}.`,
    suggestion: 'Remove or rename it, or use another directory with --cwd.',
    cause,
  })
}

/**
 * The error of a directory whose file system is read-only or takes no new files; undefined if it does. `text` is the code or the
 * message of the error.
 */
export function toFileSystemError(directory: string, text: string, cause: unknown): HomeError | undefined {
  const problem = describeFileSystemProblem(text, directory)
  if (problem === undefined) return undefined
  return new HomeError(PROVIDER_ERRORS.DIRECTORY_NOT_WRITABLE, {
    message: `${directory} is not writable.`,
    detail: problem,
    suggestion: 'Use another directory with --cwd.',
    cause,
  })
}
