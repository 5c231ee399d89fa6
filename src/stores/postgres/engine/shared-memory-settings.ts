import { accessSync, constants, statfsSync } from 'node:fs'

/** Containers have 64 MiB by default, which a single query with parallel workers may exceed. */
const MIN_FREE_BYTES = 128 * 1024 * 1024

/**
 * Settings for a machine whose `directory` for shared memory is small or missing, as in containers: parallel queries then use
 * files of the data directory, and do not fail with "could not resize shared memory segment".
 */
export function getSharedMemorySettings(directory: string = '/dev/shm'): readonly string[] {
  return process.platform !== 'linux' || hasSpace(directory) ? [] : ['dynamic_shared_memory_type=mmap']
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
