import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { create } from 'tar'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { getPackagePath } from '../core/package-path.js'
import { digestFiles } from './digests/file-digests.js'
import { exportSnapshot, importSnapshot } from './snapshot-archive.js'
import { getSnapshotsDirectory } from './snapshot-directory.js'
import { MANIFEST_FILE, readManifest } from './snapshot-manifest.js'

beforeAll(buildOnce)

const { signal } = new AbortController()

test('a damaged archive is reported as such, and nothing is imported', async () => {
  const work = await createTemporaryDirectory('archive')
  const compressed = await readFile(await exportSample(work))
  const home = path.join(work, '.homemanager', 'home')
  const directory = getSnapshotsDirectory(home)
  for (const [type, whole] of [
    ['compressed', compressed],
    ['plain', gunzipSync(compressed)],
  ] as const) {
    const file = path.join(work, type)
    const cut = [0.001, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95].map((part) =>
      whole.subarray(0, Math.floor(whole.length * part)),
    )
    for (const damaged of [...cut, whole.subarray(0, whole.length - 2000), ...listFlipped(whole)]) {
      await writeFile(file, damaged)
      await expect(importSnapshot(home, file, 'again', signal)).rejects.toMatchObject({
        code: 'SNAPSHOT_DAMAGED',
      })
      const names = await readdir(directory).catch(() => [])
      expect(names.filter((name) => name !== 'compressed')).toEqual([])
    }
    await writeFile(file, whole)
    await importSnapshot(home, file, type, signal)
    expect(await readdir(directory)).toContain(type)
  }
  expect(await readFile(path.join(work, '.homemanager', '.gitignore'), 'utf8')).toBe('*\n')
})

test.each<readonly [string, string | Buffer, string]>([
  ['text', 'not an archive', 'A snapshot archive is a tar file, compressed with gzip.'],
  ['empty', '', 'It is empty.'],
  [
    'compressed',
    gzipSync('not a tar file'),
    'It cannot be unpacked: a part of it is missing, or is not what a tar file has there.',
  ],
])('a file that is no archive (%s) is reported in plain words', async (name, content, detail) => {
  const work = await createTemporaryDirectory('no-archive')
  const file = path.join(work, name)
  await writeFile(file, content)
  await expect(importSnapshot(path.join(work, 'home'), file, 'again', signal)).rejects.toMatchObject({
    code: 'SNAPSHOT_DAMAGED',
    message: expect.stringContaining(`${file} is not a snapshot archive`) as string,
    detail,
    suggestion: expect.stringContaining('homemanager snapshot export') as string,
  })
})

test('the archive of something else is reported with its own path', async () => {
  const work = await createTemporaryDirectory('other-archive')
  const [file, manifest] = [path.join(work, 'other.tar.gz'), path.join(work, 'other', MANIFEST_FILE)]
  const importOther = async (): Promise<unknown> => {
    await create({ cwd: work, file, gzip: true }, ['other'])
    return importSnapshot(path.join(work, 'home'), file, undefined, signal)
  }
  await mkdir(path.dirname(manifest))
  await expect(importOther()).rejects.toMatchObject({
    message: `${file} is not a snapshot archive.`,
    detail: 'It has no manifest.json, which describes a snapshot.',
  })
  await writeFile(manifest, '{"version": 2}')
  await expect(importOther()).rejects.toMatchObject({
    code: 'SNAPSHOT_DAMAGED',
    message: `The snapshot in ${file} has no valid manifest.json.`,
    detail: 'It is not a manifest of this version of homemanager.',
  })
})

test('a disk that is full is not reported as a damaged archive', async () => {
  const work = await createTemporaryDirectory('full')
  const file = await exportSample(work)
  const program = getPackagePath('bin/homemanager.js')
  // The limit of a file's size is in blocks of 512 or 1024 bytes.
  const { stderr, status } = spawnSync(
    'sh',
    [
      '-c',
      'ulimit -f 4; exec "$0" "$@"',
      process.execPath,
      program,
      '--cwd',
      work,
      'snapshot',
      'import',
      file,
    ],
    { encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL' },
  )
  expect(stderr).toMatch(/^✗ The snapshot cannot be written to [^]*OUTPUT_FAILED\n$/)
  expect(status).toBe(1)
})

/** The archive of a snapshot with many small files and some large ones. */
async function exportSample(work: string): Promise<string> {
  const directory = path.join(work, 'sample')
  for (let index = 0; index < 60; index++) {
    const file = path.join(directory, 'postgres', String(index % 7), String(index))
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(
      file,
      randomBytes(100)
        .toString('hex')
        .repeat(index % 50 === 0 ? 2000 : 40),
    )
  }
  const files = await digestFiles(directory, { signal })
  const stores = { postgres: {}, dynamodb: {}, mongo: {} }
  const manifest = {
    version: 1,
    name: 'sample',
    createdAt: '2026-01-05T10:00:00Z',
    format: 'portable',
    stores,
    files,
  }
  await writeFile(path.join(directory, MANIFEST_FILE), JSON.stringify(manifest))
  const file = path.join(work, 'sample.tar.gz')
  await exportSnapshot({ directory, manifest: await readManifest(directory) }, file, signal)
  return file
}

/** With one bit changed, in the contents of large files. */
function listFlipped(whole: Buffer): readonly Buffer[] {
  const positions = whole[0] === 0x1f ? [0.2, 0.5, 0.9].map((part) => Math.floor(whole.length * part)) : []
  const large = whole.indexOf('postgres/1/50')
  return [...positions, ...(large === -1 ? [] : [large + 1000, large + 100_000])].map((at) => {
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ 0x10
    return flipped
  })
}
