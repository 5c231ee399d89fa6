import { HomeError } from '../../../core/home-error.js'
import { PROVIDER_ERRORS } from '../../provider-errors.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { openDaemonStream } from '../daemon/daemon-request.js'
import type { LocalImage } from '../images/ensure-image.js'

const TAR_BLOCK_BYTES = 512

/**
 * Holds the major version of the data in a volume against the image's, before PostgreSQL refuses the data and ends.
 * The container exists and has not been started: Docker then reads files out of its volumes (Engine API, "Get an
 * archive"), also where the volume lives in a virtual machine. Throws `DATA_VERSION_MISMATCH`.
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
    message: `The volume ${volume} holds data of PostgreSQL ${found}, and ${image.name} is PostgreSQL ${supported}.`,
    detail: 'PostgreSQL opens data of its own major version only.',
    suggestion: `Set postgres.image to postgres:${found} in homemanager.yaml to go on with the data, or delete it with homemanager down --volumes.`,
  })
}

/** The official image says its major version in its environment. */
function getPostgresMajorVersion({ Config }: LocalImage): string | undefined {
  return Config?.Env?.find((line) => line.startsWith('PG_MAJOR='))?.slice('PG_MAJOR='.length)
}

/** The text of one small file in a container; `undefined` where there is none. The engine answers with a tar of it. */
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
