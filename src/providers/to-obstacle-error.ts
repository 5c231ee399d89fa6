import { describeObstacle } from '../core/describe-obstacle.js'
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
