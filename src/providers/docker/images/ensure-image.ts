import { HomeError } from '../../../core/home-error.js'
import type { PullPolicy, StartRequest } from '../../provider.js'
import { DOCKER_ERRORS } from '../daemon/docker-errors.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { requestDaemon } from '../daemon/daemon-request.js'
import { pullImage } from './pull-image.js'

/** An image that is on this machine. */
export interface LocalImage {
  readonly Id: string
  readonly Config: { readonly Env: readonly string[] | null } | null
}

export interface EnsureImageOptions {
  readonly policy: PullPolicy
  readonly signal: AbortSignal
  readonly onProgress: StartRequest['onProgress']
}

/** The image, pulled if the policy says so. Throws `IMAGE_MISSING` or `IMAGE_PULL_FAILED`, naming it and the ways out. */
export async function ensureImage(
  daemon: DaemonAddress,
  image: string,
  { policy, signal, onProgress }: EnsureImageOptions,
): Promise<LocalImage> {
  const path = `/images/${image}/json`
  const here = await requestDaemon<LocalImage>(daemon, { path, signal })
  if (here !== undefined && policy !== 'always') return here
  if (policy === 'never') {
    throw new HomeError(DOCKER_ERRORS.IMAGE_MISSING, {
      message: `The image ${image} is not on this machine, and --pull never forbids to fetch it.`,
      suggestion: `Run docker pull ${image}, run homemanager up --pull missing, or homemanager up --provider embedded.`,
    })
  }
  onProgress(`pulling ${image}`)
  await pullImage(image, signal, (amount) => onProgress(`${amount.phase} ${image}`, amount))
  const pulled = await requestDaemon<LocalImage>(daemon, { path, signal })
  onProgress('starting', { done: 0, total: 0 })
  if (pulled !== undefined) return pulled
  throw new HomeError(DOCKER_ERRORS.IMAGE_PULL_FAILED, {
    message: `The pull of ${image} ended, and the image is not there.`,
    suggestion: 'Run homemanager up again; somebody may just have removed it.',
  })
}
