import type { DaemonAddress } from '../daemon/daemon-address.js'
import { openDaemonStream } from '../daemon/daemon-request.js'

const TAR_BLOCK_BYTES = 512

/**
 * The content of a small file in a container, which the daemon returns as a tar archive; `undefined` if missing. Docker
 * also reads files of volumes, even if they are in a virtual machine and the container was never started (Engine API, "Get
 * an archive of a filesystem resource in a container").
 */
export async function readContainerFile(
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
