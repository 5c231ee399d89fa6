import { existsSync } from 'node:fs'
import path from 'node:path'
import { HomeError } from '../../../core/home-error.js'
import type { EngineLaunch } from '../../../providers/embedded/embedded-recipe.js'
import { runProgram } from '../../../providers/embedded/run-program.js'
import { PROVIDER_ERRORS } from '../../../providers/provider-errors.js'

/** SQLite opens paths of up to 512 bytes, of which it reserves 8 for the names of its journals; links are resolved first. */
const MAX_PATH_BYTES = 504
/** Directories that exist on every system and that the engine does not need. */
const MOUNT_POINTS: readonly string[] = ['/mnt', '/media', '/srv', '/opt', '/tmp']
const MOUNT = 'mount --bind "$0" "$1" && shift && exec "$@"'

/**
 * Starts an engine that is based on SQLite and whose data directory has a long path. `toLaunch` gets the directory as the
 * engine sees it: with a long path, mounted at a short one in a mount namespace of the engine. Throws `ENGINE_UNAVAILABLE`.
 */
export async function toShortPathLaunch(
  dataDirectory: string,
  file: string,
  toLaunch: (directory: string) => EngineLaunch,
): Promise<EngineLaunch> {
  const length = Buffer.byteLength(path.join(dataDirectory, file))
  if (process.platform !== 'linux' || length <= MAX_PATH_BYTES) return toLaunch(dataDirectory)
  const { command } = toLaunch(dataDirectory)
  const mountPoint = MOUNT_POINTS.find(
    (directory) => existsSync(directory) && !command.startsWith(`${directory}/`),
  )
  // Only root may mount in its own user namespace.
  const namespaces = process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--map-root-user']
  const mounting = ['-c', MOUNT, dataDirectory, mountPoint ?? '']
  const { ok, output } = await runProgram('unshare', [...namespaces, 'sh', ...mounting, 'true'])
  if (!ok || mountPoint === undefined) throw pathTooLong(dataDirectory, length, output)
  const launch = toLaunch(mountPoint)
  return {
    ...launch,
    command: 'unshare',
    args: [...namespaces, 'sh', ...mounting, launch.command, ...launch.args],
  }
}

function pathTooLong(dataDirectory: string, length: number, reason: string): HomeError {
  return new HomeError(PROVIDER_ERRORS.ENGINE_UNAVAILABLE, {
    message: `The path ${dataDirectory} is too long for the DynamoDB engine: its database would have ${length} bytes, and SQLite supports ${MAX_PATH_BYTES}.`,
    detail: `A shorter path could not be mounted: ${reason.trim()}`,
    suggestion: 'Move the project to a directory with a shorter path, or permit user namespaces.',
  })
}
