import type Docker from 'dockerode'
import { HomeError } from '../../../core/home-error.js'
import { getDockerClient } from '../daemon/connect-daemon.js'
import { DOCKER_ERRORS } from '../daemon/docker-errors.js'
import { getDaemonMessage } from '../daemon/to-docker-error.js'
import { PullTimeout } from './pull-timeout.js'
import { type PullAmount, type PullEvent, PullProgress } from './pull-progress.js'
import { getRegistryCredentials, parseRegistry } from './registry-credentials.js'

/**
 * Pulls an image with the credentials that `docker login` left. Throws `IMAGE_PULL_FAILED` with the engine's words, or when
 * the registry says nothing.
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
  // Without a tag the engine would pull every tag there is.
  const reference = /[:@][^/]*$/.test(image) ? image : `${image}:latest`
  using patience = new PullTimeout()
  try {
    const abortSignal = AbortSignal.any([signal, patience.signal])
    const stream = await docker.pull(reference, { abortSignal, ...(authconfig ? { authconfig } : {}) })
    await followPull(docker, stream, (event) => {
      patience.reset()
      onEvent(event)
    })
    patience.signal.throwIfAborted()
  } catch (error) {
    signal.throwIfAborted()
    const words = error instanceof Error ? getDaemonMessage(error).trim() : String(error)
    throw pullFailedError(image, patience.signal.aborted ? patience.message : words, authconfig !== undefined)
  }
  signal.throwIfAborted()
}

/** A failure in the middle of a pull comes as an event of a response that began with 200. */
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

function pullFailedError(image: string, detail: string, loggedIn: boolean): HomeError {
  const rejected = /denied|unauthorized|no basic auth|authentication required/i.test(detail)
  const registry = parseRegistry(image)
  const login = loggedIn
    ? `The registry does not take the credentials that Docker has for ${registry}: run docker login again`
    : `Run docker login${registry.includes('index.docker.io') ? '' : ` ${registry}`}`
  const first = rejected ? login : 'Check the network and the name'
  return new HomeError(DOCKER_ERRORS.IMAGE_PULL_FAILED, {
    message: `The image ${image} could not be pulled.`,
    detail,
    suggestion: `${first}; or name another image in homemanager.yaml; or run homemanager up --provider embedded, which needs no images.`,
  })
}
