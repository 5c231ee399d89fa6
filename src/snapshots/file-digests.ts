import { createHash, hash } from 'node:crypto'
import { createReadStream, lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { HomeError } from '../core/home-error.js'
import { MANIFEST_FILE, type SnapshotFile, type SnapshotManifest } from './snapshot-manifest.js'
import { SNAPSHOT_ERRORS } from './snapshot-errors.js'

/** Large files that are read at the same time: the thread pool of Node.js has four threads. */
const CONCURRENCY = 4
const READ_BYTES = 1024 * 1024
/**
 * An engine has more than a thousand small files. Each takes a tenth of a millisecond to read, and several times as long with a stream or
 * a promise.
 */
const MAX_READ_WHOLE_BYTES = READ_BYTES

export interface DigestOptions {
  readonly signal: AbortSignal
  readonly onBytes?: (bytes: number) => void
}

/** The digests of all files of a directory except the manifest, in the order of their paths. */
export async function digestFiles(
  directory: string,
  options: DigestOptions,
): Promise<readonly SnapshotFile[]> {
  const files = (await listFiles(directory)).filter((file) => file !== MANIFEST_FILE)
  return mapConcurrently(files, async (file) => digestFile(directory, file, options))
}

/** Compares the files of a snapshot with its manifest. Throws `SNAPSHOT_DAMAGED`, which names the files. */
export async function verifyFiles(
  directory: string,
  manifest: SnapshotManifest,
  options: DigestOptions,
): Promise<void> {
  const problems = await mapConcurrently(manifest.files, async (expected) => {
    const found = await digestFile(directory, expected.path, options).catch((error: unknown) => {
      options.signal.throwIfAborted()
      return error instanceof Error ? error : new Error(String(error))
    })
    if (found instanceof Error)
      return 'code' in found && found.code === 'ENOENT'
        ? `${expected.path} is missing.`
        : `${expected.path} cannot be read: ${found.message}`
    if (found.bytes !== expected.bytes)
      return `${expected.path} has ${found.bytes} bytes instead of ${expected.bytes}.`
    return found.sha256 === expected.sha256 ? undefined : `${expected.path} was changed.`
  })
  const known = new Set(manifest.files.map((file) => file.path))
  const added = (await listFiles(directory)).filter((file) => file !== MANIFEST_FILE && !known.has(file))
  const found = [
    ...problems.filter((text) => text !== undefined),
    ...added.map((file) => `${file} was added.`),
  ]
  if (found.length === 0) return
  throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_DAMAGED, {
    message: `Snapshot ${manifest.name} is damaged: ${found.length} of ${manifest.files.length} files differ from its manifest.`,
    detail: found.slice(0, 10).join('\n'),
    suggestion: 'Nothing was changed. Restore another snapshot (homemanager snapshot list).',
  })
}

/** Regular files and symbolic links below a directory, as relative paths with `/`, sorted. */
export async function listFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .toSorted()
}

async function digestFile(
  directory: string,
  file: string,
  { signal, onBytes }: DigestOptions,
): Promise<SnapshotFile> {
  const location = path.join(directory, file)
  // Others continue after each file.
  await yieldToEventLoop()
  signal.throwIfAborted()
  const stats = lstatSync(location)
  if (stats.isSymbolicLink()) return { path: file, bytes: 0, sha256: hash('sha256', readlinkSync(location)) }
  if (stats.size <= MAX_READ_WHOLE_BYTES) {
    const content = readFileSync(location)
    onBytes?.(content.length)
    return { path: file, bytes: content.length, sha256: hash('sha256', content) }
  }
  const digest = createHash('sha256')
  let bytes = 0
  await pipeline(
    createReadStream(location, { highWaterMark: READ_BYTES }),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        digest.update(chunk)
        bytes += chunk.length
        onBytes?.(chunk.length)
      }
    },
    { signal },
  )
  return { path: file, bytes, sha256: digest.digest('hex') }
}

async function mapConcurrently<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  let next = 0
  const run = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, run))
  return results
}

/** The number of files below a directory, and the sum of their sizes. */
export async function measureFiles(
  directory: string,
): Promise<{ readonly bytes: number; readonly files: number }> {
  const files = await listFiles(directory)
  const sizes = await Promise.all(files.map(async (file) => (await stat(path.join(directory, file))).size))
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: files.length }
}
