import { accessSync, constants, statfsSync } from 'node:fs'
import { runProgram } from '../../../providers/embedded/run-program.js'

/** Containers have 64 MiB by default, which a single query with parallel workers may exceed. */
const MIN_FREE_BYTES = 128 * 1024 * 1024

/**
 * Settings for a machine whose `directory` for shared memory is small or missing, as in containers: parallel queries then use
 * files of the data directory, and do not fail with "could not resize shared memory segment".
 */
export function getSharedMemorySettings(directory: string = '/dev/shm'): readonly string[] {
  return process.platform !== 'linux' || hasSpace(directory) ? [] : ['dynamic_shared_memory_type=mmap']
}

/**
 * The command line that runs initdb so that it does not find the small directory, in a mount namespace: it tries POSIX shared
 * memory first and fails if the first segment does not fit. Without permission for that, the same command line.
 */
export async function hideSharedMemory(
  command: string,
  args: readonly string[],
): Promise<{ readonly command: string; readonly args: readonly string[] }> {
  if (getSharedMemorySettings().length === 0) return { command, args }
  const [uid, gid] = [process.getuid?.(), process.getgid?.()]
  const asUser = uid === 0 ? [] : ['--user', `--map-user=${uid}`, `--map-group=${gid}`, '--keep-caps']
  const mounting = 'mount -t tmpfs -o ro tmpfs /dev/shm && exec "$@"'
  const wrapped = ['--mount', ...asUser, 'sh', '-c', mounting, 'sh']
  const { ok } = await runProgram('unshare', [...wrapped, 'true'])
  return ok ? { command: 'unshare', args: [...wrapped, command, ...args] } : { command, args }
}

function hasSpace(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK)
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize >= MIN_FREE_BYTES
  } catch {
    return false
  }
}
