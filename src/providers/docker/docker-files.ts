import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { access } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createPrivateDirectory } from '../../core/create-directory.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StoreName } from '../../core/store-name.js'
import type { EngineFiles } from '../provider.js'
import { LABELS, resourceLabels, volumeName } from './compose/compose-labels.js'
import { getComposeService } from './compose/project-compose.js'
import { listProjectContainers, removeContainer } from './container/container-api.js'
import { createContainer } from './container/create-container.js'
import { ensureVolume, removeServiceData } from './container/project-resources.js'
import { connectDaemon, getDockerClient } from './daemon/connect-daemon.js'
import type { DaemonAddress } from './daemon/daemon-address.js'
import { requestDaemon } from './daemon/daemon-request.js'
import { ensureImage } from './images/ensure-image.js'

/** Where the temporary container has the volumes. The archive has this directory with its owner and mode. */
const MOUNT = 'homemanager-data'
/** Compose and `up` ignore containers with this label. */
const ONE_OFF = 'com.docker.compose.oneoff'

/**
 * Copies volumes as tar archives through the daemon's archive API, which also reads and writes volumes of containers that were
 * never started. No image but that of the engine is needed.
 */
export const dockerFiles: EngineFiles = {
  async save(store, config, directory, signal) {
    createPrivateDirectory(directory)
    for (const { source } of getComposeService(config, store).volumes) {
      await withVolume(config, store, source, async (containerId) => {
        const docker = await getDockerClient()
        const archive = await docker.getContainer(containerId).getArchive({ path: `/${MOUNT}` })
        await pipeline(archive, createWriteStream(toArchivePath(directory, source), { mode: 0o600 }), {
          signal,
        })
      })
    }
  },
  // Volumes have no other names: the archives themselves are what is staged.
  async stage(store, config, directory, signal) {
    await access(directory)
    // Later, the volumes are deleted before the container that fills them is created.
    const image = getComposeService(config, store).image
    await ensureImage(await connectDaemon(), image, { policy: 'missing', signal, onProgress: () => {} })
  },
  async replace(store, config, directory) {
    // Nothing is deleted if the snapshot is gone.
    await access(directory)
    const daemon = await connectDaemon()
    const container = (await listProjectContainers(daemon, config.project)).get(store)
    if (container !== undefined) await removeContainer(daemon, container.Id)
    await removeAbandoned(daemon, config, store)
    // Extracting does not delete files that the archive does not have.
    await removeServiceData(daemon, config, store)
    for (const { source } of getComposeService(config, store).volumes) {
      const archive = toArchivePath(directory, source)
      if (!existsSync(archive)) continue
      await withVolume(config, store, source, async (containerId) => {
        const docker = await getDockerClient()
        // Into the parent of the volume, which keeps the owner and the mode of its root.
        await docker.getContainer(containerId).putArchive(createReadStream(archive), { path: '/' })
      })
    }
  },
  async discard(store, config) {
    await removeAbandoned(await connectDaemon(), config, store)
  },
}

function toArchivePath(directory: string, volume: string): string {
  return path.join(directory, `${volume}.tar`)
}

/** Creates a container with one volume of the project, without starting it, for the time of `work`. */
async function withVolume(
  config: ResolvedConfig,
  store: StoreName,
  source: string,
  work: (containerId: string) => Promise<void>,
): Promise<void> {
  const daemon = await connectDaemon()
  await removeAbandoned(daemon, config, store)
  await ensureVolume(daemon, config, source)
  const id = await createContainer({
    Image: getComposeService(config, store).image,
    Labels: { ...resourceLabels(config), [LABELS.service]: store, [ONE_OFF]: 'True' },
    HostConfig: {
      NetworkMode: 'none',
      Mounts: [
        {
          Type: 'volume',
          Source: volumeName(config.project, source),
          Target: `/${MOUNT}`,
          // Otherwise the daemon fills an empty volume from the image.
          VolumeOptions: { NoCopy: true } as never,
        },
      ],
    },
  })
  try {
    await work(id)
  } finally {
    await removeContainer(daemon, id)
  }
}

/** The container of a killed command would keep the volume from being deleted. */
async function removeAbandoned(
  daemon: DaemonAddress,
  { project }: ResolvedConfig,
  store: StoreName,
): Promise<void> {
  const labels = [`${LABELS.project}=${project}`, `${LABELS.service}=${store}`, `${ONE_OFF}=True`]
  const filters = encodeURIComponent(JSON.stringify({ label: labels }))
  const listed = await requestDaemon<readonly { readonly Id: string; readonly State: string }[]>(daemon, {
    path: `/containers/json?all=true&filters=${filters}`,
  })
  const abandoned = (listed ?? []).filter(({ State }) => State === 'created')
  await Promise.all(abandoned.map(async ({ Id }) => removeContainer(daemon, Id)))
}
