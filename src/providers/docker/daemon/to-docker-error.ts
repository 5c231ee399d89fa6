import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../provider-errors.js'
import { DOCKER_ERRORS } from './docker-errors.js'

const PORT_IN_USE_PATTERN = /port is already allocated|address already in use|ports are not available/i

/** What the engine refused as an error for people: `PORT_CONFLICT`, or `DOCKER_ERROR` with the engine's own words. */
export function toDockerError(error: unknown, what: string): unknown {
  if (!(error instanceof Error) || error.name === 'AbortError') return error
  if (error instanceof HomeError && error.code !== 'DOCKER_ERROR') return error
  const words = getDaemonMessage(error)
  if (PORT_IN_USE_PATTERN.test(words)) {
    return new HomeError(PROVIDER_ERRORS.PORT_CONFLICT, {
      message: `Docker could not publish the port of ${what}: it was taken meanwhile.`,
      detail: words.trim(),
      suggestion: 'Run homemanager up again.',
      cause: error,
    })
  }
  return new HomeError(DOCKER_ERRORS.DOCKER_ERROR, {
    message: `The Docker engine could not start ${what}.`,
    detail: words.trim(),
    suggestion: 'Run homemanager doctor to see which engine was taken and what it has.',
    cause: error,
  })
}

/** dockerode puts the status before the engine's words, and keeps the engine's answer as `json`. */
export function getDaemonMessage(error: Error): string {
  if (error instanceof HomeError) return error.detail ?? ''
  const { json } = error as { readonly json?: { readonly message?: unknown } }
  return typeof json?.message === 'string' ? json.message : error.message
}
