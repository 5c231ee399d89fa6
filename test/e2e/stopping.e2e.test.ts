import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliProject, createCliProject } from '../support/cli-project.js'

const PROGRAM = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
const OTHER_USER = ['--reuid=54321', '--regid=54321', '--clear-groups']
const IS_ROOT = process.getuid?.() === 0
const HAS_OTHER_USER = IS_ROOT && spawnSync('setpriv', [...OTHER_USER, 'test', '-r', PROGRAM]).status === 0
const STOPPED = { stopped: ['postgres', 'dynamodb', 'mongo'] }

let project: CliProject
beforeAll(async () => {
  project = await createCliProject()
})
afterAll(async () => project[Symbol.asyncDispose]())

/** Whatever another test has left. */
async function startEngines(): Promise<void> {
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
}

/** Undoes what `use` does to the configuration file. */
async function restoreConfiguration(use: (file: string) => Promise<void>): Promise<void> {
  const file = path.join(project.directory, 'homemanager.yaml')
  const content = await readFile(file)
  try {
    await use(file)
  } finally {
    await rm(file, { recursive: true, force: true })
    await writeFile(file, content)
  }
}

test('a stack is stopped although homemanager.yaml and a variable are no longer valid', async () => {
  await startEngines()
  await restoreConfiguration(async (file) => {
    await appendFile(file, 'migrations: { postgress: db }\n')
    const { stdout, stderr } = await project.runWith({ HOMEMANAGER_TODO_PORT: 'x' }, 'down', '--json')
    expect(JSON.parse(stdout)).toMatchObject(STOPPED)
    expect(stderr).toContain('The stack is stopped with the last valid configuration.')
  })
})

test('a stack is stopped although homemanager.yaml cannot be read', async () => {
  await startEngines()
  await restoreConfiguration(async (file) => {
    await rm(file)
    await mkdir(file)
    const { stdout } = await project.run('down', '--json')
    expect(JSON.parse(stdout)).toMatchObject(STOPPED)
  })
})

test('down names the stack of a project that was renamed while it was running', async () => {
  await startEngines()
  const { code, stderr } = await project.runWith({ HOMEMANAGER_PROJECT: 'renamed' }, 'down')
  expect(code).toBe(0)
  expect(stderr).toContain('Stop it with homemanager down --project test.')
})

test.skipIf(!HAS_OTHER_USER)('down as a user who may not stop the engines is an error', async () => {
  await startEngines()
  await chmod(project.directory, 0o755)
  const args = [...OTHER_USER, process.execPath, PROGRAM, 'down', '--cwd', project.directory]
  // It needs no directory for temporary or cached files, and does not wait for a supervisor that it cannot stop.
  const env = { ...process.env, TMPDIR: project.directory, XDG_CACHE_HOME: project.directory }
  const started = performance.now()
  const { stderr } = spawnSync('setpriv', args, { cwd: '/', encoding: 'utf8', env })
  expect(stderr).toMatch(/^✗ The process \d+ of the stack cannot be stopped[^]*PROCESS_NOT_PERMITTED/)
  expect(performance.now() - started).toBeLessThan(10_000)
})

test.skipIf(!IS_ROOT)('on a read-only disk, a stack is stopped and its data is not deleted', async () => {
  await startEngines()
  const script = `mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; exec "$2" "$3" down --volumes --yes --cwd "$1"`
  const args = ['--mount', 'bash', '-c', script, '-', project.directory, process.execPath, PROGRAM]
  const { stderr } = spawnSync('unshare', args, { cwd: '/', encoding: 'utf8' })
  expect(stderr).toMatch(/The file system is read-only\.[^]*DIRECTORY_NOT_WRITABLE/)
  expect(await project.run('status')).toMatchObject({
    stdout: expect.stringContaining('not running') as string,
  })
})

test('the provider of existing data is not switched', async () => {
  await startEngines()
  expect(await project.run('down')).toMatchObject({ code: 0 })
  const { code, stderr } = await project.run('up', '--provider', 'docker')
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('PROVIDER_CHANGED') })
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
})

test('a stack is stopped although its state directory was deleted', async () => {
  await startEngines()
  await rm(project.home, { recursive: true, maxRetries: 10 })
  await project.runOk('down')
  // Nothing uses the pinned ports any more.
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
})

test('up completes although its terminal was closed', async () => {
  await project.runOk('down')
  const child = project.start('up')
  child.stderr?.once('data', () => child.stderr?.destroy())
  child.stdout?.destroy()
  await once(child, 'exit')
  expect(await project.run('status')).toMatchObject({ code: 0 })
})
