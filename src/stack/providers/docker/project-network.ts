import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { LABELS, networkName, resourceLabels, volumeName } from './compose-labels.js'
import { dockerClient } from './connect-engine.js'
import type { EngineAddress } from './engine-address.js'
import { engineRequest } from './engine-request.js'
import { refuseForeign } from './project-owner.js'
import { projectCompose, projectService } from './project-compose.js'

interface ListedNetwork {
  readonly Id: string
  readonly Name: string
}

const asked = new Map<string, Promise<void>>()

/**
 * Makes the project's network if it is missing. The engines of a stack start at the same time and Docker allows two
 * networks of one name, so one request is shared by all who ask at the same time.
 */
export async function ensureNetwork(engine: EngineAddress, config: ResolvedConfig): Promise<void> {
  const name = networkName(config.project)
  const running = asked.get(name) ?? makeNetwork(engine, config, name)
  asked.set(name, running)
  try {
    await running
  } finally {
    asked.delete(name)
  }
}

/** Makes a named volume of the project; says whether it was there before. */
export async function ensureVolume(
  engine: EngineAddress,
  config: ResolvedConfig,
  volume: string,
): Promise<{ readonly name: string; readonly existed: boolean }> {
  const name = volumeName(config.project, volume)
  const known = await volumeLabels(engine, name)
  if (known !== undefined) {
    refuseForeign(known, config)
    return { name, existed: true }
  }
  const docker = await dockerClient()
  await docker.createVolume({ Name: name, Labels: { ...resourceLabels(config), [LABELS.volume]: volume } })
  return { name, existed: false }
}

/** The project's volumes that are there. */
export async function projectVolumes(
  engine: EngineAddress,
  config: ResolvedConfig,
): Promise<readonly string[]> {
  const names = projectCompose(config).volumes.map((volume) => volumeName(config.project, volume))
  const there = await Promise.all(names.map(async (name) => volumeLabels(engine, name)))
  return names.filter((_, index) => there[index] !== undefined)
}

/** Deletes the volumes of a service. */
export async function removeServiceData(
  engine: EngineAddress,
  config: ResolvedConfig,
  service: string,
): Promise<void> {
  for (const { source } of projectService(config, service).volumes) {
    const name = volumeName(config.project, source)
    refuseForeign(await volumeLabels(engine, name), config)
    await removeVolume(engine, name)
  }
}

/** `undefined`: there is no such volume. */
async function volumeLabels(
  engine: EngineAddress,
  name: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const volume = await engineRequest<{ readonly Labels: Readonly<Record<string, string>> | null }>(engine, {
    path: `/volumes/${name}`,
  })
  return volume && (volume.Labels ?? {})
}

export async function removeVolume(engine: EngineAddress, name: string): Promise<void> {
  await engineRequest(engine, { method: 'DELETE', path: `/volumes/${name}` })
}

async function makeNetwork(engine: EngineAddress, config: ResolvedConfig, name: string): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ name: [`^${name}$`] }))
  const networks = await engineRequest<readonly ListedNetwork[]>(engine, {
    path: `/networks?filters=${filters}`,
  })
  if (networks?.some((network) => network.Name === name)) return
  const docker = await dockerClient()
  await docker.createNetwork({
    Name: name,
    CheckDuplicate: true,
    Labels: { ...resourceLabels(config), [LABELS.network]: 'default' },
  })
}
