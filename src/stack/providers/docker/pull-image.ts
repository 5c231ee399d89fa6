import type Docker from 'dockerode'
import { HomeError } from '../../../core/home-error.js'
import { dockerClient } from './connect-engine.js'
import { DOCKER_ERRORS } from './docker-errors.js'
import { engineWords } from './docker-refusal.js'
import { PullPatience } from './pull-patience.js'
import { type PullAmount, type PullEvent, PullProgress } from './pull-progress.js'
import { registryCredentials, registryOf } from './registry-credentials.js'

/**
 * Pulls an image with the credentials that `docker login` left. Throws `IMAGE_PULL_FAILED` with the engine's words, or when
 * the registry says nothing.
 */
export async function pullImage(
  image: string,
  signal: AbortSignal,
  onAmount: (amount: PullAmount) => void,
): Promise<void> {
  const docker = await dockerClient()
  const progress = new PullProgress()
  const onEvent = (event: PullEvent): void => {
    const amount = progress.take(event)
    if (amount !== undefined) onAmount(amount)
  }
  const authconfig = await registryCredentials(image)
  // Without a tag the engine would pull every tag there is.
  const reference = /[:@][^/]*$/.test(image) ? image : `${image}:latest`
  using patience = new PullPatience()
  try {
    const abortSignal = AbortSignal.any([signal, patience.signal])
    const stream = await docker.pull(reference, { abortSignal, ...(authconfig ? { authconfig } : {}) })
    await followed(docker, stream, (event) => {
      patience.heard()
      onEvent(event)
    })
    patience.signal.throwIfAborted()
  } catch (error) {
    signal.throwIfAborted()
    const words = error instanceof Error ? engineWords(error).trim() : String(error)
    throw pullFailed(image, patience.signal.aborted ? patience.words : words, authconfig !== undefined)
  }
  signal.throwIfAborted()
}

/** A failure in the middle of a pull comes as an event of a response that began with 200. */
async function followed(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onEvent: (event: PullEvent) => void,
): Promise<void> {
  let fault: string | undefined
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error) => (error ? reject(error) : resolve()),
      (event: PullEvent) => {
        fault ??= event.error
        onEvent(event)
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
