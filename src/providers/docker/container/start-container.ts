import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { HomeError } from '../../../core/home-error.js'
import type { PullPolicy, StartRequest } from '../../provider.js'
import { containerName, LABELS, networkName } from '../compose/compose-labels.js'
import type { ComposeService } from '../compose/compose-file.js'
import { type ContainerPlan, buildContainerPlan } from './container-plan.js'
import { DOCKER_ERRORS } from '../daemon/docker-errors.js'
import { toDockerError } from '../daemon/to-docker-error.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import type { DockerRecipe } from '../docker-recipe.js'
import {
  type InspectedContainer,
  inspectContainer,
  type ListedContainer,
  listProjectContainers,
  getPublishedPort,
  parseEnvironment,
  removeContainer,
} from './container-api.js'
import { stopContainer } from './stop-container.js'
import { ensureImage, type LocalImage } from '../images/ensure-image.js'
import { launchContainer, createContainer } from './create-container.js'
import { withNetworkLock } from './with-network-lock.js'
import { readContainerFile } from './read-container-file.js'
import { getComposeFile, getComposeService } from '../compose/project-compose.js'
import { assertOwned } from './project-owner.js'
import { useNetwork } from './project-network.js'
import { ensureVolume, removeVolume } from './project-resources.js'

/** Delay of `onLaunched`: loading modules would block a request that has not been sent yet. */
const REQUEST_SEND_DELAY_MS = 10
/** Grace period for stopping a container that is replaced. */
const REPLACE_GRACE_MS = 5000

export interface ContainerRequest {
  readonly service: string
  readonly config: ResolvedConfig
  /** Environment variables that replace those of the Compose file. */
  readonly environment: Readonly<Record<string, string>>
  readonly port: number
  /** Whether the user set the port. If so, a running container on a different port is replaced. */
  readonly portPinned: boolean
  readonly pull: PullPolicy
  readonly signal: AbortSignal
  readonly onProgress: StartRequest['onProgress']
  /** Called once the daemon is starting the container, which takes a while. */
  readonly onLaunched?: () => void
  /** Called before a new container is started on existing data. */
  readonly assertDataMatches?: DockerRecipe['assertDataMatches']
}

export interface StartedContainer {
  readonly container: InspectedContainer
  /** Whether all of its volumes are new. */
  readonly newData: boolean
}

/**
 * Runs a service of the Compose file. Adopts an up-to-date container of the project, even if Compose created it;
 * otherwise creates a new one. Removes everything it created if it fails or is aborted.
 */
export async function startContainer(
  daemon: DaemonAddress,
  request: ContainerRequest,
): Promise<StartedContainer> {
  const { config, signal } = request
  const composed = getComposeService(config, request.service)
  const service = { ...composed, environment: { ...composed.environment, ...request.environment } }
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
    const network = useNetwork(daemon, config)
    undo.push(async () => network.abandon())
    const preparation = prepareContainer(daemon, request, service, plan, {
      image,
      network: network.ready,
      undo,
    })
    // Wait for both, even if one fails: a resource that is still being created cannot be removed.
    const [, prepared] = await Promise.allSettled([network.ready, preparation])
    await network.ready
    if (prepared.status === 'rejected') throw prepared.reason
    const { id, newData } = prepared.value
    signal.throwIfAborted()
    const launch = launchContainer(daemon, id)
    setTimeout(() => request.onLaunched?.(), REQUEST_SEND_DELAY_MS)
    await launch
    signal.throwIfAborted()
    const container = await getExistingContainer(daemon, id)
    network.connected()
    return { container, newData }
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
 * Creates volumes and container. Docker requires the network only when the container starts, so it is created
 * concurrently. Podman requires it to create the container, which is then retried.
 */
async function prepareContainer(
  daemon: DaemonAddress,
  { config, signal, assertDataMatches }: ContainerRequest,
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
  if (assertDataMatches && mount !== undefined && volume?.existed === true) {
    await assertDataMatches({
      volume: volume.name,
      image: { name: service.image, environment: parseEnvironment(image.Config?.Env) },
      readFile: async (name) => readContainerFile(daemon, id, `${mount.target}/${name}`),
    })
  }
  return { id, newData: volumes.length > 0 && volumes.every(({ existed }) => !existed) }
}

/** Returns the existing container if its settings are up to date, and starts it if it is stopped. */
async function adoptContainer(
  daemon: DaemonAddress,
  old: ListedContainer,
  spec: string,
  request: ContainerRequest,
): Promise<InspectedContainer | undefined> {
  const oldSpec = old.Labels[LABELS.spec]
  if (oldSpec !== undefined && oldSpec !== spec) return undefined
  const container = await inspectContainer(daemon, old.Id)
  if (container === undefined) return undefined
  const samePort = getPublishedPort(container) === request.port
  if (container.State.Running) return samePort || !request.portPinned ? container : undefined
  // A killed `down` may have disconnected the container from the network without removing it.
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
    message: `The container ${id.slice(0, 12)} was removed by another process while it was starting.`,
    suggestion: 'Run homemanager up again.',
  })
}
