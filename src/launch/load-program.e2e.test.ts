import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { temporaryFolder } from '../../test/support/temporary-folder.js'

const BIN = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
beforeAll(buildOnce)

test('what one run compiled is kept for the next, readable by its user only', async () => {
  const cache = await cacheOfItsOwn()
  await help(cache)
  const files = await kept(cache)
  expect(files.map((file) => path.basename(file))).toContain('cli.cjs')
  for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600)
  const before = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))
  await help(cache)
  expect(await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))).toEqual(before)
})

test('kept code that is damaged is made anew and changes no answer', async () => {
  const cache = await cacheOfItsOwn()
  const answer = await help(cache)
  const files = await kept(cache)
  await Promise.all(files.map((file) => writeFile(file, 'no code')))
  expect(await help(cache)).toBe(answer)
  for (const file of files) expect((await readFile(file)).length).toBeGreaterThan(100)
})

test('the code of builds that are long gone is removed', async () => {
  const cache = await cacheOfItsOwn()
  const builds = path.join(cache, 'homemanager', 'code')
  for (let build = 0; build < 9; build++) await mkdir(path.join(builds, `old-${build}`), { recursive: true })
  await help(cache)
  const left = await readdir(builds)
  expect(left).toHaveLength(5)
  expect(left.filter((name) => !name.startsWith('old-'))).toHaveLength(1)
})

test('a place that takes no files is no reason to fail', async () => {
  const cache = path.join(await cacheOfItsOwn(), 'file')
  await writeFile(cache, '')
  expect(await help(cache)).toContain('Usage: homemanager up')
})

async function cacheOfItsOwn(): Promise<string> {
  const folder = await temporaryFolder('homemanager-launch-')
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function help(cache: string): Promise<string> {
  const env = { ...process.env, XDG_CACHE_HOME: cache }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [BIN, 'up', '--help'], { env })
  expect(stderr).toBe('')
  return stdout
}

async function kept(cache: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(cache, 'homemanager', 'code'), {
    recursive: true,
    withFileTypes: true,
  })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}
