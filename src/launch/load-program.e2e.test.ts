import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { buildOnce } from '../../test/support/build-once.js'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'

const BIN = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
beforeAll(buildOnce)

test('code that one run compiled is cached for the next, readable only by its user', async () => {
  const cache = await createCacheDirectory()
  await runHelp(cache)
  const files = await listCachedFiles(cache)
  expect(files.map((file) => path.basename(file))).toContain('cli.cjs')
  for (const file of files) expect((await stat(file)).mode & 0o777).toBe(0o600)
  const before = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))
  await runHelp(cache)
  expect(await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs))).toEqual(before)
})

test('the code of processes with other flags of V8 is cached beside it', async () => {
  const cache = await createCacheDirectory()
  const flags = ['', '--max-old-space-size=300']
  const run = async (): Promise<readonly number[]> => {
    for (const each of flags) await runHelp(cache, BIN, { NODE_OPTIONS: each })
    return Promise.all((await listCachedFiles(cache)).map(async (file) => (await stat(file)).mtimeMs))
  }
  const written = await run()
  expect(await readdir(path.join(cache, 'homemanager', 'code'))).toHaveLength(flags.length)
  expect(await run()).toEqual(written)
})

test('corrupt cached code is compiled again and does not change the output', async () => {
  const cache = await createCacheDirectory()
  const output = await runHelp(cache)
  const files = await listCachedFiles(cache)
  await Promise.all(files.map((file) => writeFile(file, 'not code')))
  expect(await runHelp(cache)).toBe(output)
  for (const file of files) expect((await readFile(file)).length).toBeGreaterThan(100)
})

test('cached code with some bytes changed is not run', async () => {
  const cache = await createCacheDirectory()
  const output = await runHelp(cache)
  const files = await listCachedFiles(cache)
  for (const file of files) {
    const bytes = await readFile(file)
    // In the code itself: V8 checks the header.
    for (let at = 64; at < bytes.length; at += 97) bytes[at] = 0xff & ~(bytes[at] ?? 0)
    await writeFile(file, bytes)
  }
  expect(await runHelp(cache)).toBe(output)
})

test('the code of old builds is removed', async () => {
  const cache = await createCacheDirectory()
  const builds = path.join(cache, 'homemanager', 'code')
  for (let build = 0; build < 14; build++) await mkdir(path.join(builds, `old-${build}`), { recursive: true })
  await runHelp(cache)
  const left = await readdir(builds)
  expect(left).toHaveLength(10)
  expect(left.filter((name) => !name.startsWith('old-'))).toHaveLength(1)
})

test('the cached code of one installation, which names its files, is not used by another one', async () => {
  const cache = await createCacheDirectory()
  await runHelp(cache)
  const root = path.dirname(path.dirname(BIN))
  const copy = await createCacheDirectory()
  for (const name of ['bin', 'package.json', 'dist/bundle'])
    await cp(path.join(root, name), path.join(copy, name), { recursive: true })
  await runHelp(cache, path.join(copy, 'bin', 'homemanager.js'))
  expect(await readdir(path.join(cache, 'homemanager', 'code'))).toHaveLength(2)
})

test('a cache directory that is not writable is not an error', async () => {
  const cache = path.join(await createCacheDirectory(), 'file')
  await writeFile(cache, '')
  expect(await runHelp(cache)).toContain('Usage: homemanager up')
  // Nor if temporary files cannot be created either.
  expect(await runHelp(cache, BIN, { TMPDIR: '/nonexistent/tmp' })).toContain('Usage: homemanager up')
})

test('a module of the user that imports homemanager gets the classes of the program that loads it', async () => {
  const program = `import { loadProgram } from ${JSON.stringify(toUrl('../../dist/launch/load-program.js'))}
    const { HomeError } = await loadProgram('library')
    const imported = await import(${JSON.stringify(toUrl('../../dist/bundle/index.js'))})
    const { createRequire } = await import('node:module')
    const required = createRequire(${JSON.stringify(import.meta.url)})('../../dist/bundle/index.cjs')
    console.log(imported.HomeError === HomeError, required.HomeError === HomeError)`
  const env = { ...process.env, XDG_CACHE_HOME: await createCacheDirectory() }
  const args = ['--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { env })
  expect(stdout).toBe('true true\n')
})

test('an uncaught error is printed without the whole bundle', async () => {
  const program = `import { createStack } from ${JSON.stringify(toUrl('../../dist/bundle/index.js'))}
    await createStack({ project: 'not valid' })`
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  const { stderr } = await run.then(
    () => ({ stderr: 'no error' }),
    (error: unknown) => error as { readonly stderr: string },
  )
  expect(stderr).toContain('HomeError')
  expect(Math.max(...stderr.split('\n').map((line) => line.length))).toBeLessThan(2000)
})

async function createCacheDirectory(): Promise<string> {
  const directory = await createTemporaryDirectory('homemanager-launch-')
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

function toUrl(path: string): string {
  return new URL(path, import.meta.url).href
}

async function runHelp(
  cache: string,
  bin = BIN,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const env = { ...process.env, XDG_CACHE_HOME: cache, ...variables }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [bin, 'up', '--help'], { env })
  expect(stderr).toBe('')
  return stdout
}

async function listCachedFiles(cache: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(cache, 'homemanager', 'code'), {
    recursive: true,
    withFileTypes: true,
  })
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}
