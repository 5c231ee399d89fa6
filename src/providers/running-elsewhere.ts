import { HomeError } from '../core/home-error.js'
import { PROVIDER_ERRORS } from './provider-errors.js'

/** The error if a process that is not visible from here uses the state directory. */
export function runningElsewhere(home: string): HomeError {
  return new HomeError(PROVIDER_ERRORS.RUNNING_ELSEWHERE, {
    message: `The stack in ${home} is running in another container or PID namespace.`,
    detail: 'Its processes hold the locks of the data but are not visible from here. Nothing was changed.',
    suggestion:
      'Run the command where the stack was started, or run homemanager down there first. A copy of the project directory has a stack of its own.',
  })
}
