import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { HomeError } from '../../core/home-error.js'
import { MANIFEST_FILE, type SnapshotFile, type SnapshotManifest } from '../snapshot-manifest.js'
import { SNAPSHOT_ERRORS } from '../snapshot-errors.js'
import { type DigestedFile, digestInThreads, type DigestOptions } from './digest-thread.js'

/** A restore waits for them. */
const VERIFYING_THREADS = 2

/** The digests of all files of a directory except the manifest, in the order of their paths. */
export async function digestFiles(
  directory: string,
  options: DigestOptions,
): Promise<readonly SnapshotFile[]> {
  const files = (await listFiles(directory)).filter((file) => file !== MANIFEST_FILE)
  // The engines are starting meanwhile.
  const digested = await digestInThreads(1, { directory, files }, options)
  return digested.map((found) => {
    if (!('problem' in found)) return found
    throw Object.assign(new Error(found.problem.message), { code: found.problem.code })
  })
}

/** Compares the files of a snapshot with its manifest. Throws `SNAPSHOT_DAMAGED`, which names the files. */
export async function verifyFiles(
  directory: string,
  manifest: SnapshotManifest,
  options: DigestOptions,
): Promise<void> {
  const files = manifest.files.map((file) => file.path)
  const [digested, present] = await Promise.all([
    digestInThreads(VERIFYING_THREADS, { directory, files }, options),
    listFiles(directory),
  ])
  const problems = manifest.files.map((expected, index) => findDamage(expected, digested[index]))
  const known = new Set(files)
  const added = present.filter((file) => file !== MANIFEST_FILE && !known.has(file))
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

function findDamage(
  { path: file, bytes, sha256 }: SnapshotFile,
  found: DigestedFile | undefined,
): string | undefined {
  if (found === undefined) return undefined
  if ('problem' in found)
    return found.problem.code === 'ENOENT'
      ? `${file} is missing.`
      : `${file} cannot be read: ${found.problem.message}`
  if (found.bytes !== bytes) return `${file} has ${found.bytes} bytes instead of ${bytes}.`
  return found.sha256 === sha256 ? undefined : `${file} was changed.`
}

/** The number of files below a directory, and the sum of their sizes. */
export async function measureFiles(
  directory: string,
): Promise<{ readonly bytes: number; readonly files: number }> {
  const files = await listFiles(directory)
  const sizes = await Promise.all(files.map(async (file) => (await stat(path.join(directory, file))).size))
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: files.length }
}
