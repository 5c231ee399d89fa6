import { createReadStream, existsSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { ReadEntry } from 'tar'
import { FILE_ERRORS } from '../core/file-errors.js'
import { hasErrorCode, HomeError } from '../core/home-error.js'
import { assertFileReadable, assertFileWritable, toWriteError } from '../core/user-file.js'
import { GZIP_LEVEL } from './compressed-stores.js'
import { verifyFiles } from './digests/file-digests.js'
import { extractArchive } from './extract-archive.js'
import { SNAPSHOT_ERRORS } from './snapshot-errors.js'
import {
  assertNewName,
  getSnapshotsDirectory,
  stageSnapshot,
  type StoredSnapshot,
} from './snapshot-directory.js'
import { MANIFEST_FILE, readManifest, type SnapshotManifest } from './snapshot-manifest.js'

const ARCHIVE_HINT = 'Pass the path of an archive that homemanager snapshot export has written.'

export interface ExportedSnapshot {
  readonly name: string
  /** Absolute path of the archive. */
  readonly file: string
  readonly bytes: number
}

/**
 * Throws if no archive can be written to this file, before the work whose result it is to take. Creates nothing. Throws
 * `FILE_NOT_WRITABLE`, and `SNAPSHOT_EXISTS` if the file exists.
 */
export async function assertArchiveWritable(file: string): Promise<void> {
  await assertFileWritable(file, 'The archive')
  const existing = await stat(file).catch(() => undefined)
  if (existing?.isFile() === false) {
    throw new HomeError(FILE_ERRORS.FILE_NOT_WRITABLE, {
      message: `The archive cannot be written to ${file}.`,
      detail: 'It is a device or a pipe; the archive is a file that is renamed when it is complete.',
      suggestion: 'Pass the path of a new file.',
    })
  }
  if (existing !== undefined) {
    throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_EXISTS, {
      message: `${file} exists already.`,
      suggestion: 'Use another name, or delete the file.',
    })
  }
}

/** Writes a snapshot to an archive (tar, compressed with gzip) with one directory, which has the name of the snapshot. */
export async function exportSnapshot(
  { directory, manifest }: StoredSnapshot,
  file: string,
  signal: AbortSignal,
): Promise<ExportedSnapshot> {
  await assertArchiveWritable(file)
  await verifyFiles(directory, manifest, { signal })
  const { create } = await import('tar')
  const incomplete = `${file}.${process.pid}.incomplete`
  const name = path.basename(directory)
  try {
    const options = {
      cwd: path.dirname(directory),
      file: incomplete,
      gzip: { level: GZIP_LEVEL },
      mode: 0o600,
    }
    // The manifest comes first, so that it can be read without the rest.
    await create(options, [`${name}/${MANIFEST_FILE}`, ...listParts(name, manifest)])
    signal.throwIfAborted()
    await rename(incomplete, file)
  } catch (error) {
    // The path of a file of the snapshot, if that is what could not be read.
    const failed = error instanceof Error && 'path' in error ? String(error.path) : file
    throw failed.startsWith(file) ? toWriteError(error, file, 'The archive') : error
  } finally {
    await rm(incomplete, { force: true })
  }
  return { name: manifest.name, file, bytes: (await stat(file)).size }
}

/** The entries of the directory. */
function listParts(name: string, { files }: StoredSnapshot['manifest']): readonly string[] {
  const parts = new Set(files.map((file) => file.path.split('/', 1)[0] ?? ''))
  return [...parts].map((part) => `${name}/${part}`)
}

/**
 * Adds the snapshot of an archive to those of a project, under its own name or `name`. Throws `SNAPSHOT_DAMAGED`, and then adds
 * nothing.
 */
export async function importSnapshot(
  home: string,
  file: string,
  name: string | undefined,
  signal: AbortSignal,
): Promise<StoredSnapshot> {
  const expected = name ?? (await readArchivedName(file))
  const useAnother = 'Import it under another name (homemanager snapshot import FILE NAME)'
  if (expected !== undefined) assertNewName(home, expected, useAnother)
  await using staged = await stageSnapshot(getSnapshotsDirectory(home))
  const manifest = await extractSnapshot(file, staged.directory, signal)
  // It is not one of the automatic snapshots of this project, which undo restores and which are deleted by age.
  const renamed = { ...manifest, name: name ?? manifest.name, reason: 'manual' as const }
  assertNewName(home, renamed.name, useAnother)
  await verifyFiles(staged.directory, manifest, { signal })
  return await staged.publish(renamed)
}

/**
 * The name of the snapshot in an archive, without reading more than its first entry. Undefined if that is not a manifest: the
 * extraction then tells why.
 */
async function readArchivedName(file: string): Promise<string | undefined> {
  const { Parser } = await import('tar')
  let manifest = ''
  let isRead = false
  const parser = new Parser({
    onReadEntry: (entry) => {
      if (path.basename(entry.path) !== MANIFEST_FILE) isRead = true
      entry.on('data', (chunk) => {
        if (!isRead) manifest += chunk.toString()
      })
      entry.on('end', () => {
        isRead = true
      })
    },
  })
  try {
    for await (const chunk of createReadStream(file)) {
      parser.write(chunk as Buffer)
      if (isRead) break
    }
    const { name } = JSON.parse(manifest) as { readonly name?: unknown }
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}

/**
 * Extracts the archive of a snapshot into an empty directory, and reads its manifest. Throws `FILE_NOT_READABLE`, `OUTPUT_FAILED`
 * and `SNAPSHOT_DAMAGED`.
 */
export async function extractSnapshot(
  file: string,
  directory: string,
  signal?: AbortSignal,
): Promise<SnapshotManifest> {
  if (!existsSync(file)) {
    throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_NOT_FOUND, {
      message: `${file} does not exist.`,
      suggestion: ARCHIVE_HINT,
    })
  }
  await assertFileReadable(file, 'The archive', ARCHIVE_HINT)
  await assertArchive(file)
  try {
    await extractArchive(file, { directory, strip: 1, filter: isRegular, signal })
  } catch (error) {
    signal?.throwIfAborted()
    const failure = toWriteError(error, directory, 'The snapshot')
    if (hasErrorCode(failure, FILE_ERRORS.OUTPUT_FAILED)) throw failure
    throw new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_DAMAGED, {
      message: `${file} is not a snapshot archive, or it is damaged.`,
      detail: 'It cannot be unpacked: a part of it is missing, or is not what a tar file has there.',
      suggestion: 'Export the snapshot again (homemanager snapshot export), or copy the file again.',
      cause: error,
    })
  }
  if (!existsSync(path.join(directory, MANIFEST_FILE)))
    throw notArchiveError(file, `It has no ${MANIFEST_FILE}, which describes a snapshot.`)
  return readManifest(directory, file)
}

/** Throws `SNAPSHOT_DAMAGED` for a file that is neither compressed with gzip nor a tar file. */
async function assertArchive(file: string): Promise<void> {
  await using handle = await open(file)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
  if (bytesRead === 0) throw notArchiveError(file, 'It is empty.')
  if (buffer.subarray(0, 2).equals(GZIP_START) || buffer.toString('latin1', 257, 262) === 'ustar') return
  throw notArchiveError(file, 'A snapshot archive is a tar file, compressed with gzip.')
}

/** RFC 1952. */
const GZIP_START = Buffer.from([0x1f, 0x8b])

function notArchiveError(file: string, detail: string): HomeError {
  return new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_DAMAGED, {
    message: `${file} is not a snapshot archive.`,
    detail,
    suggestion: ARCHIVE_HINT,
  })
}

function isRegular({ type }: ReadEntry): boolean {
  return ['File', 'OldFile', 'ContiguousFile', 'Directory', 'SymbolicLink'].includes(type)
}
