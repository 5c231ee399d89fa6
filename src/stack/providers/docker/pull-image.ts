import type Docker from 'dockerode'
import { HomeError } from '../../../core/home-error.js'
import { dockerClient } from './connect-engine.js'
import { DOCKER_ERRORS } from './docker-errors.js'
import { type PullAmount, type PullEvent, PullProgress } from './pull-progress.js'
import { registryCredentials, registryOf } from './registry-credentials.js'

/** Pulls an image with the credentials that `docker login` left. Throws `IMAGE_PULL_FAILED` with the engine's words. */
export async function pullImage(
  image: string,
  signal: AbortSignal,
  onAmount: (amount: PullAmount) => void,
): Promise<void> {
  const docker = await dockerClient()
  const authconfig = await registryCredentials(image)
  // Without a tag the engine would pull every tag there is.
  const reference = /[:@][^/]*$/.test(image) ? image : `${image}:latest`
  try {
    const options = { abortSignal: signal, ...(authconfig ? { authconfig } : {}) }
    const stream = await docker.pull(reference, options)
    await followed(docker, stream, onAmount)
  } catch (error) {
    signal.throwIfAborted()
    throw pullFailed(image, error instanceof Error ? error.message : String(error), authconfig !== undefined)
  }
  signal.throwIfAborted()
}

/** A failure in the middle of a pull comes as an event of a response that began with 200. */
async function followed(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onAmount: (amount: PullAmount) => void,
): Promise<void> {
  const progress = new PullProgress()
  let fault: string | undefined
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error) => (error ? reject(error) : resolve()),
      (event: PullEvent) => {
        fault ??= event.error
        const amount = progress.take(event)
        if (amount !== undefined) onAmount(amount)
      },
    )
  })
  if (fault !== undefined) throw new Error(fault)
}

function pullFailed(image: string, detail: string, loggedIn: boolean): HomeError {
  const refused = /denied|unauthorized|no basic auth|authentication required/i.test(detail)
  const registry = registryOf(image)
  const login = loggedIn
    ? `The registry does not take the credentials that Docker has for ${registry}: run docker login again`
    : `Run docker login${registry.includes('index.docker.io') ? '' : ` ${registry}`}`
  const first = refused ? login : 'Check the network and the name'
  return new HomeError(DOCKER_ERRORS.IMAGE_PULL_FAILED, {
    message: `The image ${image} could not be pulled.`,
    detail,
    suggestion: `${first}; or name another image in homemanager.yaml; or run homemanager up --provider embedded, which needs no images.`,
  })
}
