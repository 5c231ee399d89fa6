import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../provider-errors.js'
import { DOCKER_ERRORS } from './docker-errors.js'

const PORT_IN_USE_PATTERN = /port is already allocated|address already in use|ports are not available/i

/** Converts an error of the daemon to `PORT_CONFLICT`, or to `DOCKER_ERROR` with the daemon's error message. */
export function toDockerError(error: unknown, container: string): unknown {
  if (!(error instanceof Error) || error.name === 'AbortError') return error
  if (error instanceof HomeError && error.code !== DOCKER_ERRORS.DOCKER_ERROR.code) return error
  const message = getDaemonMessage(error)
  if (PORT_IN_USE_PATTERN.test(message)) {
    return new HomeError(PROVIDER_ERRORS.PORT_CONFLICT, {
      message: `Docker could not publish the port of ${container}: another process bound it in the meantime.`,
      detail: message.trim(),
      suggestion: 'Run homemanager up again.',
      cause: error,
    })
  }
  return new HomeError(DOCKER_ERRORS.DOCKER_ERROR, {
    message: `The Docker daemon could not start ${container}.`,
    detail: message.trim(),
    suggestion: 'Run homemanager doctor to check the Docker daemon.',
    cause: error,
  })
}

/** dockerode prefixes the daemon's message with the status, and provides the response body as `json`. */
export function getDaemonMessage(error: Error): string {
  if (error instanceof HomeError) return error.detail ?? ''
  const { json } = error as { readonly json?: { readonly message?: unknown } }
  return typeof json?.message === 'string' ? json.message : error.message
}
