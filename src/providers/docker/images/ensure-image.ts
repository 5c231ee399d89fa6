import { HomeError } from '../../../core/home-error.js'
import type { PullPolicy, StartRequest } from '../../provider.js'
import { DOCKER_ERRORS } from '../daemon/docker-errors.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { requestDaemon } from '../daemon/daemon-request.js'
import { pullImage } from './pull-image.js'

/** A local image, as in the Engine API's "Inspect an image". */
export interface LocalImage {
  readonly Id: string
  readonly Config: { readonly Env: readonly string[] | null } | null
}

export interface EnsureImageOptions {
  readonly policy: PullPolicy
  readonly signal: AbortSignal
  readonly onProgress: StartRequest['onProgress']
}

/** Pulls an image if the policy requires it, and returns it. Throws `IMAGE_MISSING` or `IMAGE_PULL_FAILED`. */
export async function ensureImage(
  daemon: DaemonAddress,
  image: string,
  { policy, signal, onProgress }: EnsureImageOptions,
): Promise<LocalImage> {
  const path = `/images/${image}/json`
  const existing = await requestDaemon<LocalImage>(daemon, { path, signal })
  if (existing !== undefined && policy !== 'always') return existing
  if (policy === 'never') {
    throw new HomeError(DOCKER_ERRORS.IMAGE_MISSING, {
      message: `The image ${image} does not exist locally, and pulling is disabled by "--pull never".`,
      suggestion: `Run docker pull ${image}, homemanager up --pull missing, or homemanager up --provider embedded.`,
    })
  }
  onProgress(`pulling ${image}`)
  await pullImage(image, signal, (amount) => onProgress(`${amount.phase} ${image}`, amount))
  const pulled = await requestDaemon<LocalImage>(daemon, { path, signal })
  onProgress('starting', { done: 0, total: 0 })
  if (pulled !== undefined) return pulled
  throw new HomeError(DOCKER_ERRORS.IMAGE_PULL_FAILED, {
    message: `The image ${image} does not exist after it was pulled.`,
    suggestion: 'Run homemanager up again. Another process may have removed the image.',
  })
}
