import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { LABELS, networkName, resourceLabels, volumeName } from '../compose/compose-labels.js'
import { getDockerClient } from '../daemon/connect-daemon.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { requestDaemon } from '../daemon/daemon-request.js'
import { assertOwned } from './project-owner.js'
import { getComposeFile, getComposeService } from '../compose/project-compose.js'

interface ListedNetwork {
  readonly Id: string
  readonly Name: string
}

const pendingNetworks = new Map<string, Promise<void>>()

/**
 * Creates the project's network if it does not exist. The engines of a stack start concurrently and Docker permits two
 * networks with the same name, so concurrent calls share one request.
 */
export async function ensureNetwork(daemon: DaemonAddress, config: ResolvedConfig): Promise<void> {
  const name = networkName(config.project)
  const pending = pendingNetworks.get(name) ?? createNetwork(daemon, config, name)
  pendingNetworks.set(name, pending)
  try {
    await pending
  } finally {
    pendingNetworks.delete(name)
  }
}

/** Creates a named volume of the project if it does not exist. */
export async function ensureVolume(
  daemon: DaemonAddress,
  config: ResolvedConfig,
  volume: string,
): Promise<{ readonly name: string; readonly existed: boolean }> {
  const name = volumeName(config.project, volume)
  const labels = await getVolumeLabels(daemon, name)
  if (labels !== undefined) {
    assertOwned(labels, config)
    return { name, existed: true }
  }
  const docker = await getDockerClient()
  await docker.createVolume({ Name: name, Labels: { ...resourceLabels(config), [LABELS.volume]: volume } })
  return { name, existed: false }
}

/** The existing volumes of a project. */
export async function listProjectVolumes(
  daemon: DaemonAddress,
  config: ResolvedConfig,
): Promise<readonly string[]> {
  const names = getComposeFile(config).volumes.map((volume) => volumeName(config.project, volume))
  const labels = await Promise.all(names.map(async (name) => getVolumeLabels(daemon, name)))
  return names.filter((_, index) => labels[index] !== undefined)
}

/** Deletes the volumes of a service. */
export async function removeServiceData(
  daemon: DaemonAddress,
  config: ResolvedConfig,
  service: string,
): Promise<void> {
  for (const { source } of getComposeService(config, service).volumes) {
    const name = volumeName(config.project, source)
    assertOwned(await getVolumeLabels(daemon, name), config)
    await removeVolume(daemon, name)
  }
}

/** `undefined` if the volume does not exist. */
async function getVolumeLabels(
  daemon: DaemonAddress,
  name: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const volume = await requestDaemon<{ readonly Labels: Readonly<Record<string, string>> | null }>(daemon, {
    path: `/volumes/${name}`,
  })
  return volume && (volume.Labels ?? {})
}

export async function removeVolume(daemon: DaemonAddress, name: string): Promise<void> {
  await requestDaemon(daemon, { method: 'DELETE', path: `/volumes/${name}` })
}

async function createNetwork(daemon: DaemonAddress, config: ResolvedConfig, name: string): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ name: [`^${name}$`] }))
  const networks = await requestDaemon<readonly ListedNetwork[]>(daemon, {
    path: `/networks?filters=${filters}`,
  })
  if (networks?.some((network) => network.Name === name)) return
  const docker = await getDockerClient()
  await docker.createNetwork({
    Name: name,
    CheckDuplicate: true,
    Labels: { ...resourceLabels(config), [LABELS.network]: 'default' },
  })
}
