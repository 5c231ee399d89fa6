import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { HomeError } from '../../../core/home-error.js'
import type { PullPolicy, StartRequest } from '../../provider.js'
import { containerName, LABELS, networkName } from '../compose/compose-labels.js'
import type { ComposeService } from '../compose/compose-file.js'
import { type ContainerPlan, buildContainerPlan } from './container-plan.js'
import { DOCKER_ERRORS } from '../daemon/docker-errors.js'
import { toDockerError } from '../daemon/to-docker-error.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import {
  type InspectedContainer,
  inspectContainer,
  type ListedContainer,
  listProjectContainers,
  getPublishedPort,
  removeContainer,
} from './container-api.js'
import { stopContainer } from './stop-container.js'
import { ensureImage, type LocalImage } from '../images/ensure-image.js'
import { launchContainer, createContainer } from './create-container.js'
import { withNetworkLock } from './with-network-lock.js'
import { assertPostgresVolumeVersion } from './assert-postgres-volume-version.js'
import { getComposeFile, getComposeService } from '../compose/project-compose.js'
import { assertOwned } from './project-owner.js'
import { ensureNetwork, ensureVolume, removeVolume } from './project-resources.js'
import { removeNetwork } from './remove-network.js'

/** Loading modules holds up what has not left yet. */
const REQUEST_SEND_DELAY_MS = 10
/** How long a container that is replaced may take to end by itself. */
const REPLACE_GRACE_MS = 5000

export interface ContainerRequest {
  readonly service: string
  readonly config: ResolvedConfig
  readonly port: number
  /** The user set the port: a running container on another one is replaced. */
  readonly portPinned: boolean
  readonly pull: PullPolicy
  readonly signal: AbortSignal
  readonly onProgress: StartRequest['onProgress']
  /** Called once the engine starts the container, which takes it a while. */
  readonly onLaunched?: () => void
}

export interface StartedContainer {
  readonly container: InspectedContainer
  /** All of its volumes were made with it. */
  readonly newData: boolean
}

/**
 * Runs a service of the Compose file: takes over a container of the project that fits, whoever started it, and makes a
 * new one otherwise. When it fails or is aborted it takes back everything that it made.
 */
export async function startContainer(
  daemon: DaemonAddress,
  request: ContainerRequest,
): Promise<StartedContainer> {
  const { config, signal } = request
  const service = getComposeService(config, request.service)
  const [image, containers] = await Promise.all([
    ensureImage(daemon, service.image, {
      policy: request.pull,
      signal,
      onProgress: request.onProgress,
    }),
    listProjectContainers(daemon, config.project),
  ])
  signal.throwIfAborted()
  const plan = buildContainerPlan(config, getComposeFile(config), service, request.port, image.Id)
  const old = containers.get(service.name)
  if (old !== undefined) {
    assertOwned(old.Labels, config)
    const adopted = await adoptContainer(daemon, old, plan.spec, request)
    if (adopted !== undefined) return { container: adopted, newData: false }
    await stopContainer(old.Id, REPLACE_GRACE_MS, 'keep')
  }
  const undo: (() => Promise<void>)[] = []
  try {
    undo.push(() => removeNetwork(daemon, config.project))
    const network = ensureNetwork(daemon, config)
    const making = prepareContainer(daemon, request, service, plan, { image, network, undo })
    // Both: what is still being made cannot be undone.
    const [, made] = await Promise.allSettled([network, making])
    await network
    if (made.status === 'rejected') throw made.reason
    const { id, newData } = made.value
    signal.throwIfAborted()
    const launching = launchContainer(daemon, id)
    setTimeout(() => request.onLaunched?.(), REQUEST_SEND_DELAY_MS)
    await launching
    signal.throwIfAborted()
    return { container: await getExistingContainer(daemon, id), newData }
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => {})
    throw toDockerError(error, containerName(config.project, service.name))
  }
}

interface ContainerPreparation {
  readonly image: LocalImage
  readonly network: Promise<void>
  readonly undo: (() => Promise<void>)[]
}

/**
 * Volumes and container. Docker asks for the network when a container starts, so that it can be
 * made meanwhile; Podman asks for it here.
 */
async function prepareContainer(
  daemon: DaemonAddress,
  { config, signal }: ContainerRequest,
  service: ComposeService,
  plan: ContainerPlan,
  { image, network, undo }: ContainerPreparation,
): Promise<{ readonly id: string; readonly newData: boolean }> {
  const volumes = await Promise.all(service.volumes.map(({ source }) => ensureVolume(daemon, config, source)))
  for (const { name, existed } of volumes) if (!existed) undo.push(() => removeVolume(daemon, name))
  signal.throwIfAborted()
  const id = await createContainer(plan.options).catch(async () => {
    await network
    return createContainer(plan.options)
  })
  undo.push(async () => withNetworkLock(daemon, async () => removeContainer(daemon, id)))
  signal.throwIfAborted()
  const [mount] = service.volumes
  const [volume] = volumes
  if (service.name === 'postgres' && mount !== undefined && volume?.existed === true) {
    await assertPostgresVolumeVersion(daemon, id, mount.target, volume.name, {
      ...image,
      name: service.image,
    })
  }
  return { id, newData: volumes.length > 0 && volumes.every(({ existed }) => !existed) }
}

/** The container that is already there, if it is what would be made now; a stopped one is started. */
async function adoptContainer(
  daemon: DaemonAddress,
  old: ListedContainer,
  spec: string,
  request: ContainerRequest,
): Promise<InspectedContainer | undefined> {
  const known = old.Labels[LABELS.spec]
  if (known !== undefined && known !== spec) return undefined
  const container = await inspectContainer(daemon, old.Id)
  if (container === undefined) return undefined
  const samePort = getPublishedPort(container) === request.port
  if (container.State.Running) return samePort || !request.portPinned ? container : undefined
  // A `down` that was killed takes a container out of the network before it removes it.
  const connected = Object.hasOwn(
    container.NetworkSettings.Networks ?? {},
    networkName(request.config.project),
  )
  if (!samePort || !connected) return undefined
  try {
    await launchContainer(daemon, old.Id)
  } catch (error) {
    throw toDockerError(error, old.Labels[LABELS.service] ?? old.Id)
  }
  return getExistingContainer(daemon, old.Id)
}

async function getExistingContainer(daemon: DaemonAddress, id: string): Promise<InspectedContainer> {
  const container = await inspectContainer(daemon, id)
  if (container !== undefined) return container
  throw new HomeError(DOCKER_ERRORS.DOCKER_ERROR, {
    message: `The container ${id.slice(0, 12)} was removed by someone else while it was being started.`,
    suggestion: 'Run homemanager up again.',
  })
}
