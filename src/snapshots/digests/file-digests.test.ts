import { createHash } from 'node:crypto'
import { rm, symlink, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import type { SnapshotManifest } from '../snapshot-manifest.js'
import { digestFiles, verifyFiles } from './file-digests.js'

beforeAll(buildOnce)

const CONTENTS = {
  empty: '',
  small: 'text',
  // As long as what is read at once, and longer.
  full: 'f'.repeat(1024 * 1024),
  large: 'l'.repeat(2.5 * 1024 * 1024),
}

test('digests are of whole files, and every damage is found', async () => {
  const directory = await createTemporaryDirectory('digests')
  for (const [name, content] of Object.entries(CONTENTS)) await writeFile(path.join(directory, name), content)
  await symlink('small', path.join(directory, 'link'))
  const { signal } = new AbortController()
  let read = 0
  const files = await digestFiles(directory, { signal, onBytes: (bytes) => (read += bytes) })

  const expected = Object.entries({ ...CONTENTS, link: 'small' }).map(([name, content]) => ({
    path: name,
    bytes: name === 'link' ? 0 : content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }))
  expect(files).toEqual(expected.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
  expect(read).toBe(Object.values(CONTENTS).join('').length)

  const manifest = { name: 'test', files } as unknown as SnapshotManifest
  await verifyFiles(directory, manifest, { signal })
  await rm(path.join(directory, 'empty'))
  await truncate(path.join(directory, 'full'), 100)
  await writeFile(path.join(directory, 'small'), 'TEXT')
  await writeFile(path.join(directory, 'other'), '')
  await expect(verifyFiles(directory, manifest, { signal })).rejects.toMatchObject({
    code: 'SNAPSHOT_DAMAGED',
    detail: [
      'empty is missing.',
      'full has 100 bytes instead of 1048576.',
      'small was changed.',
      'other was added.',
    ].join('\n'),
  })
})

test('reading ends when it is aborted', async () => {
  const directory = await createTemporaryDirectory('digests')
  await writeFile(path.join(directory, 'large'), '')
  await truncate(path.join(directory, 'large'), 20e9)
  const controller = new AbortController()
  const reading = digestFiles(directory, { signal: controller.signal, onBytes: () => controller.abort() })
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
})
