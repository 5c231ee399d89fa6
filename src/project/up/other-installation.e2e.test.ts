import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { createCliProject } from '../../../test/support/cli-project.js'

const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url))
/** What the package needs to run, of the directories that it is published with. */
const DIRECTORIES = ['bin', 'compose', 'dist/bundle', 'dist/services', 'seeds', 'templates']

test('another installation of the same package uses the running stack as it is', async () => {
  await using project = await createCliProject()
  expect(await project.run('up')).toMatchObject({ code: 0 })
  const installation = mkdtempSync(path.join(tmpdir(), 'homemanager test '))
  onTestFinished(() => rmSync(installation, { recursive: true }))
  for (const name of ['package.json', ...DIRECTORIES])
    cpSync(path.join(PACKAGE, name), path.join(installation, name), { recursive: true })
  symlinkSync(path.join(PACKAGE, 'node_modules'), path.join(installation, 'node_modules'))

  const library = path.join(installation, 'dist/bundle/index.js')
  const program = `
    import { createStack } from ${JSON.stringify(library)}
    const stack = await createStack({ cwd: process.cwd() })
    console.log(JSON.stringify({ unchanged: stack.unchanged, users: (await stack.stores.postgres.pool.query('SELECT FROM users')).rowCount }))
    await stack.stop()`
  const run = async (...args: readonly string[]): Promise<unknown> => {
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project.directory })
    return JSON.parse(stdout)
  }
  expect(await run('--input-type=module', '--eval', program)).toEqual({ unchanged: true, users: 0 })
  const services = (await project.readState()).services?.process.pid
  expect(await run(path.join(installation, 'bin/homemanager.js'), 'up', '--json')).toMatchObject({
    changes: [],
  })
  expect((await project.readState()).services?.process.pid).toBe(services)
})
