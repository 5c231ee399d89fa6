import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../provider-errors.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { openDaemonStream } from '../daemon/daemon-request.js'
import type { LocalImage } from '../images/ensure-image.js'

const TAR_BLOCK_BYTES = 512

/**
 * Compares the major version of the data in a volume with the image's, because PostgreSQL exits if they differ. The
 * container must be created and not started yet: Docker then reads files from its volumes (Engine API, "Get an archive
 * of a filesystem resource in a container"), even if they are in a virtual machine. Throws `DATA_VERSION_MISMATCH`.
 */
export async function assertPostgresVolumeVersion(
  daemon: DaemonAddress,
  container: string,
  directory: string,
  volume: string,
  image: LocalImage & { readonly name: string },
): Promise<void> {
  const supported = getPostgresMajorVersion(image)
  if (supported === undefined) return
  const found = await readContainerFile(daemon, container, `${directory}/PG_VERSION`)
  if (found === undefined || found === supported) return
  throw new HomeError(PROVIDER_ERRORS.DATA_VERSION_MISMATCH, {
    message: `The volume ${volume} contains data of PostgreSQL ${found}, but ${image.name} is PostgreSQL ${supported}.`,
    detail: 'PostgreSQL only opens data of its own major version.',
    suggestion: `Set postgres.image to postgres:${found} in homemanager.yaml to keep using the data, or delete it with homemanager down --volumes.`,
  })
}

/** The official image sets its major version as an environment variable. */
function getPostgresMajorVersion({ Config }: LocalImage): string | undefined {
  return Config?.Env?.find((line) => line.startsWith('PG_MAJOR='))?.slice('PG_MAJOR='.length)
}

/** The content of a small file in a container, which the daemon returns as a tar archive; `undefined` if missing. */
async function readContainerFile(
  daemon: DaemonAddress,
  container: string,
  path: string,
): Promise<string | undefined> {
  const response = await openDaemonStream(daemon, {
    path: `/containers/${container}/archive?path=${encodeURIComponent(path)}`,
  })
  const bytes = Buffer.concat(await response.toArray())
  if (response.statusCode !== 200 || bytes.length < TAR_BLOCK_BYTES) return undefined
  const size = Number.parseInt(bytes.toString('latin1', 124, 136), 8)
  return bytes.toString('utf8', TAR_BLOCK_BYTES, TAR_BLOCK_BYTES + size).trim()
}
