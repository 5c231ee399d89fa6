import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { getCacheDirectory } from '../core/cache-directory.js'
import { isRecord } from '../core/is-record.js'
import { getPackageVersion } from '../core/package-version.js'
import { measureFiles } from './digests/file-digests.js'
import { stageSnapshot } from './snapshot-directory.js'

/** Everything that decides the bytes of a loaded dataset. */
export interface DatasetDescription {
  readonly profile: string
  /** The profile as JSON, families included. */
  readonly content: string
  readonly seed: number
  readonly generator: number
  /** A hash of the migration files. */
  readonly migrations: string
  /** Names of databases, tables and roles. */
  readonly names: readonly string[]
  /** The engines, with their versions. */
  readonly engines: readonly string[]
  /** Identifies the code of the extensions that generate records. */
  readonly extensions?: string
}

/** A dataset in the cache: the files of the engines. */
export interface CachedDataset {
  readonly key: string
  readonly profile: string
  readonly seed: number
  readonly families: number | null
  readonly bytes: number
  readonly files: number
  /** ISO 8601 in UTC. */
  readonly createdAt: string
  /** ISO 8601 in UTC. */
  readonly lastUsedAt: string
  readonly directory: string
}

type StoredEntry = Omit<CachedDataset, 'directory' | 'lastUsedAt'>

/** The layout of the entries. */
const CACHE_VERSION = 1
const ENTRY_FILE = 'entry.json'
/** More than this is deleted, the least recently used datasets first. */
export const MAX_CACHE_BYTES = 2e9

export function getDatasetCacheDirectory(): string {
  return path.join(getCacheDirectory(), 'datasets')
}

/** The key of a dataset in the cache. */
export function toCacheKey(description: DatasetDescription): string {
  const platform = `${process.platform}-${process.arch}`
  const content = JSON.stringify([CACHE_VERSION, getPackageVersion(), platform, description])
  const name = path
    .basename(description.profile)
    .replaceAll(/[^a-z0-9-]+/gi, '-')
    .slice(0, 40)
  return `${name}-${createHash('sha256').update(content).digest('hex').slice(0, 24)}`
}

/** The entry, if it is complete. Counts as a use. */
export async function findCachedDataset(key: string): Promise<CachedDataset | undefined> {
  const entry = await readEntry(path.join(getDatasetCacheDirectory(), key))
  if (entry === undefined) return undefined
  const now = new Date()
  await utimes(path.join(entry.directory, ENTRY_FILE), now, now).catch(() => {})
  return entry
}

/** Whether all files of an entry exist and have the size that they had. */
export async function isComplete(directory: string, entry: CachedDataset): Promise<boolean> {
  const { bytes, files } = await measureFiles(directory).catch(() => ({ bytes: -1, files: -1 }))
  return bytes === entry.bytes && files === entry.files
}

/** Adds a dataset, which `fill` writes to a directory. If another process has added it meanwhile, that one stays. */
export async function addCachedDataset(
  key: string,
  { profile, seed, content }: DatasetDescription,
  fill: (directory: string) => Promise<void>,
): Promise<void> {
  const parent = getDatasetCacheDirectory()
  await using staged = await stageSnapshot(parent)
  const data = path.join(staged.directory, 'data')
  await mkdir(data, { mode: 0o700 })
  await fill(data)
  const families = readFamilies(content)
  const createdAt = new Date().toISOString()
  const entry: StoredEntry = { key, profile, seed, families, createdAt, ...(await measureFiles(data)) }
  await writeFile(path.join(staged.directory, ENTRY_FILE), JSON.stringify(entry), {
    mode: 0o600,
    flush: true,
  })
  const target = path.join(parent, key)
  if ((await readEntry(target)) === undefined) {
    // Its description is damaged, and nobody uses it.
    await removeCachedDataset({ directory: target })
    await rename(staged.directory, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  }
  await pruneCachedDatasets(MAX_CACHE_BYTES)
}

/** The directory below an entry with the files of the engines. */
export function getEntryData({ directory }: CachedDataset): string {
  return path.join(directory, 'data')
}

/** The most recently used first. */
export async function listCachedDatasets(): Promise<readonly CachedDataset[]> {
  const parent = getDatasetCacheDirectory()
  const names = await readdir(parent).catch(() => [])
  const entries = await Promise.all(
    names.filter((name) => !name.startsWith('.')).map(async (name) => readEntry(path.join(parent, name))),
  )
  return entries
    .filter((entry) => entry !== undefined)
    .toSorted((a, b) => b.lastUsedAt.localeCompare(a.lastUsedAt))
}

/** The least recently used datasets without which the others take at most `maxBytes`. */
export async function listExcessDatasets(maxBytes: number): Promise<readonly CachedDataset[]> {
  let bytes = 0
  return (await listCachedDatasets()).filter((entry) => (bytes += entry.bytes) > maxBytes)
}

/** Deletes the least recently used datasets until the others take at most `maxBytes`. Resolves to those that it deleted. */
export async function pruneCachedDatasets(maxBytes: number): Promise<readonly CachedDataset[]> {
  const excess = await listExcessDatasets(maxBytes)
  for (const entry of excess) await removeCachedDataset(entry)
  return excess
}

/** Whoever copies it at this moment notices, and loads the dataset instead. */
export async function removeCachedDataset({ directory }: Pick<CachedDataset, 'directory'>): Promise<void> {
  const removed = path.join(path.dirname(directory), `.removed-${path.basename(directory)}-${process.pid}`)
  await rename(directory, removed).catch(() => {})
  await rm(removed, { recursive: true, force: true })
}

async function readEntry(directory: string): Promise<CachedDataset | undefined> {
  try {
    const file = path.join(directory, ENTRY_FILE)
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (!isRecord(value) || typeof value['key'] !== 'string') return undefined
    const { mtime } = await stat(file)
    return { ...(value as unknown as StoredEntry), lastUsedAt: mtime.toISOString(), directory }
  } catch {
    return undefined
  }
}

function readFamilies(content: string): number | null {
  const profile: unknown = JSON.parse(content)
  return isRecord(profile) && typeof profile['families'] === 'number' ? profile['families'] : null
}
