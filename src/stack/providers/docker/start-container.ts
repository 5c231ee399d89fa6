import { setTimeout as sleep } from 'node:timers/promises'
import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { HomeError } from '../../../core/home-error.js'
import type { PullPolicy } from '../provider.js'
import { containerName, LABELS } from './compose-labels.js'
import { dockerClient } from './connect-engine.js'
import { containerOptions } from './container-options.js'
import { DOCKER_ERRORS } from './docker-errors.js'
import { dockerRefusal } from './docker-refusal.js'
import type { EngineAddress } from './engine-address.js'
import {
  type InspectedContainer,
  inspectContainer,
  type ListedContainer,
  projectContainers,
  publishedPort,
  removeContainer,
} from './engine-container.js'
import { ensureImage } from './ensure-image.js'
import { checkPostgresVolume } from './postgres-volume.js'
import { projectCompose, projectService } from './project-compose.js'
import type { PullAmount } from './pull-progress.js'
import { refuseForeign } from './project-owner.js'
import { ensureNetwork, ensureVolume, removeVolume } from './project-network.js'
import { removeNetwork } from './remove-network.js'

const REQUESTS_LEAVE_MS = 10

export interface ContainerRequest {
  readonly service: string
  readonly config: ResolvedConfig
  readonly port: number
  /** The user set the port: a running container on another one is replaced. */
  readonly portPinned: boolean
  readonly pull: PullPolicy
  readonly signal: AbortSignal
  readonly onProgress: (note: string, amount?: PullAmount) => void
}

/**
 * Runs a service of the Compose file: takes over a container of the project that fits, whoever started it, and makes a
 * new one otherwise. When it fails or is aborted it takes back everything that it made.
 */
export async function startContainer(
  engine: EngineAddress,
  request: ContainerRequest,
): Promise<InspectedContainer> {
  const { config, signal } = request
  const service = projectService(config, request.service)
  const [image, containers] = await Promise.all([
    ensureImage(engine, service.image, {
      policy: request.pull,
      signal,
      onProgress: request.onProgress,
    }),
    projectContainers(engine, config.project),
  ])
  signal.throwIfAborted()
  const plan = containerOptions(config, projectCompose(config), service, request.port, image.Id)
  const old = containers.get(service.name)
  if (old !== undefined) {
    refuseForeign(old.Labels, config)
    const adopted = await adopt(engine, old, plan.spec, request)
    if (adopted !== undefined) return adopted
    await removeContainer(engine, old.Id)
  }
  const undo: (() => Promise<void>)[] = []
  try {
    undo.push(() => removeNetwork(engine, config.project))
    const making = Promise.all([
      ensureNetwork(engine, config),
      ...service.volumes.map(({ source }) => ensureVolume(engine, config, source)),
    ])
    // dockerode takes 0.2 s of processor time to load: while the engine makes the network.
    const [docker, [, ...volumes]] = await Promise.all([afterTurns(dockerClient), making])
    for (const { name, existed } of volumes) if (!existed) undo.push(() => removeVolume(engine, name))
    signal.throwIfAborted()
    const container = await docker.createContainer(plan.options)
    undo.push(() => removeContainer(engine, container.id))
    signal.throwIfAborted()
    const [mount] = service.volumes
    if (service.name === 'postgres' && mount !== undefined && volumes[0]?.existed === true) {
      const { name } = volumes[0]
      await checkPostgresVolume(engine, container.id, mount.target, name, { ...image, name: service.image })
    }
    await container.start()
    signal.throwIfAborted()
    return await inspected(engine, container.id)
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => {})
    throw dockerRefusal(error, containerName(config.project, service.name))
  }
}

/** The container that is already there, if it is what would be made now; a stopped one is started. */
async function adopt(
  engine: EngineAddress,
  old: ListedContainer,
  spec: string,
  request: ContainerRequest,
): Promise<InspectedContainer | undefined> {
  const known = old.Labels[LABELS.spec]
  if (known !== undefined && known !== spec) return undefined
  const container = await inspectContainer(engine, old.Id)
  if (container === undefined) return undefined
  const samePort = publishedPort(container) === request.port
  if (container.State.Running) return samePort || !request.portPinned ? container : undefined
  if (!samePort) return undefined
  const docker = await dockerClient()
  try {
    await docker.getContainer(old.Id).start()
  } catch (error) {
    throw dockerRefusal(error, old.Labels[LABELS.service] ?? old.Id)
  }
  return inspected(engine, old.Id)
}

/** A few turns of the event loop later: what was asked for before is on its way by then. */
async function afterTurns<T>(load: () => Promise<T>): Promise<T> {
  await sleep(REQUESTS_LEAVE_MS)
  return load()
}

async function inspected(engine: EngineAddress, id: string): Promise<InspectedContainer> {
  const container = await inspectContainer(engine, id)
  if (container !== undefined) return container
  throw new HomeError(DOCKER_ERRORS.DOCKER_REFUSED, {
    message: `The container ${id.slice(0, 12)} was removed by someone else while it was being started.`,
    suggestion: 'Run homemanager up again.',
  })
}
