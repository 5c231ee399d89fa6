import { rm } from 'node:fs/promises'
import path from 'node:path'
import { STORE_NAMES, type StoreName } from '../core/store-name.js'
import { extractArchive } from './extract-archive.js'

/** Fast rather than small: most of the size is gained by the first level. */
export const GZIP_LEVEL = 1

/** The file of a compressed snapshot that has the directory of a store. */
export function getCompressedName(store: StoreName): string {
  return `${store}.tar.gz`
}

/** Replaces the directory of each store in a snapshot by a tar file, compressed with gzip. */
export async function compressStores(directory: string, signal: AbortSignal): Promise<void> {
  const { create } = await import('tar')
  for (const store of STORE_NAMES) {
    signal.throwIfAborted()
    const file = path.join(directory, getCompressedName(store))
    await create({ cwd: directory, file, gzip: { level: GZIP_LEVEL }, mode: 0o600 }, [store])
    await rm(path.join(directory, store), { recursive: true })
  }
}

/** Extracts the directories of all stores of a compressed snapshot, whose digests were checked. */
export async function extractStores(directory: string, target: string, signal: AbortSignal): Promise<void> {
  for (const store of STORE_NAMES)
    await extractArchive(path.join(directory, getCompressedName(store)), { directory: target, signal })
}
