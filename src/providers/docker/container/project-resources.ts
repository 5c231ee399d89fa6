import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { LABELS, resourceLabels, volumeName } from '../compose/compose-labels.js'
import { getDockerClient } from '../daemon/connect-daemon.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { requestDaemon } from '../daemon/daemon-request.js'
import { assertOwned } from './project-owner.js'
import { getComposeFile, getComposeService } from '../compose/project-compose.js'

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
