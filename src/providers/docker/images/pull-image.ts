import type Docker from 'dockerode'
import { HomeError } from '../../../core/home-error.js'
import { getDockerClient } from '../daemon/connect-daemon.js'
import { DOCKER_ERRORS } from '../daemon/docker-errors.js'
import { getDaemonMessage } from '../daemon/to-docker-error.js'
import { PullTimeout } from './pull-timeout.js'
import { type PullAmount, type PullEvent, PullProgress } from './pull-progress.js'
import { getRegistryCredentials, parseRegistry } from './registry-credentials.js'

/**
 * Pulls an image with the credentials of `docker login`. Throws `IMAGE_PULL_FAILED` with the daemon's error message, or
 * if the registry does not respond.
 */
export async function pullImage(
  image: string,
  signal: AbortSignal,
  onAmount: (amount: PullAmount) => void,
): Promise<void> {
  const docker = await getDockerClient()
  const progress = new PullProgress()
  const onEvent = (event: PullEvent): void => {
    const amount = progress.update(event)
    if (amount !== undefined) onAmount(amount)
  }
  const authconfig = await getRegistryCredentials(image)
  // Without a tag, the daemon would pull all tags.
  const reference = /[:@][^/]*$/.test(image) ? image : `${image}:latest`
  using timeout = new PullTimeout()
  try {
    const abortSignal = AbortSignal.any([signal, timeout.signal])
    const stream = await docker.pull(reference, { abortSignal, ...(authconfig ? { authconfig } : {}) })
    await followPull(docker, stream, (event) => {
      timeout.reset()
      onEvent(event)
    })
    timeout.signal.throwIfAborted()
  } catch (error) {
    signal.throwIfAborted()
    const message = error instanceof Error ? simplifyDaemonMessage(getDaemonMessage(error)) : String(error)
    throw pullFailedError(image, timeout.signal.aborted ? timeout.message : message, authconfig !== undefined)
  }
  signal.throwIfAborted()
}

/** An error during the pull is reported as an event, after the response has started with status 200. */
async function followPull(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onEvent: (event: PullEvent) => void,
): Promise<void> {
  let problem: string | undefined
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error) => (error ? reject(error) : resolve()),
      (event: PullEvent) => {
        problem ??= event.error
        onEvent(event)
      },
    )
  })
  if (problem !== undefined) throw new Error(problem)
}

/**
 * `(HTTP code 500) server error - Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on
 * 192.168.1.1:53: no such host` becomes `registry-1.docker.io: no such host`.
 */
export function simplifyDaemonMessage(message: string): string {
  const text = message.replace(/^\(HTTP code \d+\) [a-z ]+ - /, '').trim()
  const [, host, problem] = /^Get "https?:\/\/([^/"]+)[^"]*": (.+)$/s.exec(text) ?? []
  if (host === undefined || problem === undefined) return text
  return `${host}: ${problem.slice(problem.lastIndexOf(': ') + 1).trim()}`
}

function pullFailedError(image: string, detail: string, hasCredentials: boolean): HomeError {
  const rejected = /denied|unauthorized|no basic auth|authentication required/i.test(detail)
  const registry = parseRegistry(image)
  const login = hasCredentials
    ? `The registry rejected Docker's credentials for ${registry}: run docker login again`
    : `Run docker login${registry.includes('index.docker.io') ? '' : ` ${registry}`}`
  const first = rejected ? login : 'Check the network and the image name'
  return new HomeError(DOCKER_ERRORS.IMAGE_PULL_FAILED, {
    message: `The image ${image} could not be pulled.`,
    detail,
    suggestion: `${first}; or set a different image in homemanager.yaml; or run homemanager up --provider embedded, which needs no images.`,
  })
}
