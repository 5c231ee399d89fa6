import { spawnSync } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { buildOnce } from '../support/build-once.js'
import { createCliProject } from '../support/cli-project.js'

const PROGRAM = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))

test('settings of the user’s shell reach the user’s programs, not the engines or their clients', async () => {
  await using project = await createCliProject()
  const libraries = path.join(project.directory, 'libraries')
  await mkdir(libraries)
  // Any file with the name of a library that PostgreSQL loads.
  await copyFile(process.execPath, path.join(libraries, 'libssl.so.1.1'))
  await writeFile(path.join(project.directory, 'preload.cjs'), 'globalThis.preloaded = true')
  await writeFile(
    path.join(libraries, 'aws-config'),
    '[default]\nuse_fips_endpoint = true\nretry_mode = nonsense\n',
  )
  const environment = {
    PGSSLMODE: 'require',
    PGOPTIONS: '-c search_path=nowhere',
    PGHOST: '192.0.2.1',
    PGDATABASE: 'other',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_CONFIG_FILE: path.join(libraries, 'aws-config'),
    AWS_PROFILE: 'missing',
    AWS_MAX_ATTEMPTS: 'nonsense',
    NODE_OPTIONS: '--require ./preload.cjs',
    JAVA_TOOL_OPTIONS: '-XX:+Nonsense',
    LD_LIBRARY_PATH: libraries,
    http_proxy: 'http://192.0.2.1:3128',
    TZ: 'Asia/Tokyo',
  }
  expect(await project.runWith(environment, 'up', '--seed', 'demo', '--timeout', '60')).toMatchObject({
    code: 0,
  })
  expect(await project.runWith(environment, 'verify', '--dataset')).toMatchObject({ code: 0 })
  const printed = await project.runWith(
    environment,
    'exec',
    '--',
    process.execPath,
    '-p',
    'JSON.stringify([process.env.http_proxy, process.env.TZ, globalThis.preloaded])',
  )
  expect(JSON.parse(printed.stdout)).toEqual(['http://192.0.2.1:3128', 'Asia/Tokyo', true])
})

test('a relative TMPDIR works, and one that does not exist is an error that names it', async () => {
  await using project = await createCliProject()
  await mkdir(path.join(project.directory, 'tmp'))
  const execEphemeral = ['exec', '--ephemeral', '--no-services', '--provider', 'embedded', '--', 'true']
  expect(await project.runWith({ TMPDIR: 'tmp' }, ...execEphemeral)).toMatchObject({ code: 0 })
  const missing = await project.runWith({ TMPDIR: '/nonexistent/tmp' }, ...execEphemeral)
  expect(missing).toMatchObject({ code: 5, stderr: expect.stringContaining('TMPDIR is /nonexistent/tmp') })
})

test.skipIf(process.platform !== 'linux')(
  'no command waits forever where a file system has no new directories',
  async () => {
    await buildOnce()
    const run = (cwd: string, ...args: readonly string[]): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, [PROGRAM, '--cwd', cwd, ...args], {
        env: { ...process.env, XDG_CACHE_HOME: '/proc' },
        encoding: 'utf8',
        timeout: 20_000,
        killSignal: 'SIGKILL',
      })
    for (const command of ['up', 'serve'])
      expect(run('/proc', command)).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(
          /The file system of \/proc does not allow new files\.[^]*DIRECTORY_NOT_WRITABLE/,
        ),
      })
    expect(run('/proc', 'init')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(
        /The file system of \/proc does not allow new files\.[^]*FILE_NOT_WRITABLE/,
      ),
    })
  },
)
