import type Docker from 'dockerode'
import { HomeError } from '../../../core/home-error.js'
import { dockerClient } from './connect-engine.js'
import { DOCKER_ERRORS } from './docker-errors.js'
import type { EngineAddress } from './engine-address.js'
import { engineRequest } from './engine-request.js'

/** An image that is on this machine. */
export interface LocalImage {
  readonly Id: string
  readonly Config: { readonly Env: readonly string[] | null } | null
}

/** The image, pulled if it is missing. Throws `IMAGE_PULL_FAILED`, naming it and the ways out. */
export async function ensureImage(
  engine: EngineAddress,
  image: string,
  signal: AbortSignal,
  onProgress: (note: string) => void,
): Promise<LocalImage> {
  const path = `/images/${image}/json`
  const here = await engineRequest<LocalImage>(engine, { path, signal })
  if (here !== undefined) return here
  onProgress(`pulling ${image}`)
  await pull(await dockerClient(), image, signal)
  const pulled = await engineRequest<LocalImage>(engine, { path, signal })
  if (pulled === undefined) throw pullFailed(image, 'The pull ended and the image is not there.')
  return pulled
}

async function pull(docker: Docker, image: string, signal: AbortSignal): Promise<void> {
  const withTag = /[:@][^/]*$/.test(image) ? image : `${image}:latest`
  try {
    const stream = await docker.pull(withTag, { abortSignal: signal })
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()))
    })
  } catch (error) {
    signal.throwIfAborted()
    throw pullFailed(image, error instanceof Error ? error.message : String(error))
  }
}

function pullFailed(image: string, detail: string): HomeError {
  return new HomeError(DOCKER_ERRORS.IMAGE_PULL_FAILED, {
    message: `The image ${image} could not be pulled.`,
    detail,
    suggestion:
      'Check the network or docker login, name another image in homemanager.yaml, or run homemanager up --provider embedded.',
  })
}
