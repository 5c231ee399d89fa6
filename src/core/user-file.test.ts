import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HomeError } from './home-error.js'
import { assertFileReadable, assertFileWritable, readUserFile, writeUserFile } from './user-file.js'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'homemanager-file-'))
  await mkdir(path.join(directory, 'sub'))
  await writeFile(path.join(directory, 'taken'), 'text')
})
afterAll(async () => rm(directory, { recursive: true, force: true }))

async function getError(
  attempt: () => Promise<unknown>,
): Promise<Pick<HomeError, 'code' | 'detail' | 'suggestion'>> {
  const error = await attempt().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof HomeError)) throw new Error(`no HomeError: ${String(error)}`)
  const { code, detail, suggestion } = error
  return { code, detail, suggestion }
}

test.each([
  [
    'missing/dir/x',
    'The directory DIR/missing/dir does not exist.',
    'Create it with mkdir -p DIR/missing/dir,',
  ],
  ['sub', 'It is a directory.', 'Pass the path of a file, for example one in this directory.'],
  ['taken/x', 'DIR/taken is not a directory.', 'Pass the path of a file in a directory.'],
  [
    'x'.repeat(300),
    'Its name is too long: it has 300 bytes, and most file systems allow 255.',
    'Use a shorter name.',
  ],
])(
  'a file that cannot be written is refused before the work and at its end: %s',
  async (name, detail, hint) => {
    const file = path.join(directory, name)
    for (const attempt of [
      async () => assertFileWritable(file, 'The report'),
      async () => writeUserFile(file, 'text', 'The report'),
    ]) {
      const error = await getError(attempt)
      expect(error).toMatchObject({ code: 'FILE_NOT_WRITABLE', detail: detail.replace('DIR', directory) })
      expect(error.suggestion).toContain(hint.replace('DIR', directory))
    }
    expect(await readFile(path.join(directory, 'taken'), 'utf8')).toBe('text')
  },
)

test('a new file and one that exists can be written, and a check creates nothing', async () => {
  const file = path.join(directory, 'new')
  await assertFileWritable(file, 'The report')
  expect(existsSync(file)).toBe(false)
  await writeUserFile(file, 'first', 'The report')
  await assertFileWritable(file, 'The report')
  await writeUserFile(file, 'second', 'The report')
  expect((await readUserFile(file, 'The report', '')).toString()).toBe('second')
})

test.skipIf(!existsSync('/dev/full'))('a full disk', async () => {
  await assertFileWritable('/dev/full', 'The report')
  const error = await getError(async () => writeUserFile('/dev/full', 'text', 'The report'))
  expect(error).toMatchObject({ code: 'OUTPUT_FAILED', detail: 'The disk is full.' })
  expect(error.suggestion).toContain('df -h /dev')
})

test.skipIf(process.getuid?.() === 0)('a directory without permission', async () => {
  await mkdir(path.join(directory, 'locked'), { mode: 0o500 })
  const error = await getError(async () =>
    assertFileWritable(path.join(directory, 'locked', 'x'), 'The report'),
  )
  expect(error.detail).toContain('has no permission to write to the directory')
})

test.each([
  ['missing', 'It does not exist.', 'Name one.'],
  ['sub', 'It is a directory.', 'Pass the path of a file, for example one in this directory.'],
  ['taken/x', 'DIR/taken is not a directory.', 'Name one.'],
])('a file that cannot be read: %s', async (name, detail, suggestion) => {
  const file = path.join(directory, name)
  for (const attempt of [
    async () => readUserFile(file, 'The file', 'Name one.'),
    async () => assertFileReadable(file, 'The file', 'Name one.'),
  ])
    expect(await getError(attempt)).toEqual({
      code: 'FILE_NOT_READABLE',
      detail: detail.replace('DIR', directory),
      suggestion,
    })
})
