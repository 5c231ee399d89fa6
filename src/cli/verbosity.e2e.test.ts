import { expect, test } from 'vitest'
import { createCliProject } from '../../test/support/cli-project.js'
import { HAS_FULL_DISK, runWithFullDisk } from '../../test/support/run-with-full-disk.js'

/** They print what they have read from a stack; the second one line by line. */
const REPORTS = ['verify --json', 'inspect --search a --json']

test('--quiet prints only the result, --verbose prints debug messages on stderr', async () => {
  await using project = await createCliProject()
  const up = await project.run('up', '--no-services', '--verbose')
  expect(up.code).toBe(0)
  const lines = up.stderr.split('\n').filter((line) => /^\[\d+\.\d\d s\] /.test(line))
  const messages = lines.map((line) => line.replace(/^\[.*?\] /, ''))
  expect(messages).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^homemanager \d+\.\d+\.\d+, Node \d+/),
      `Configuration file: ${project.directory}/homemanager.yaml`,
      `Project: test (from homemanager.yaml), directory ${project.directory}`,
      'Provider setting: embedded (from homemanager.yaml)',
      'Provider: embedded (as configured)',
      `postgres: embedded, port ${project.ports.postgres}`,
      expect.stringMatching(/^migrations: done after \d+\.\d\d s$/),
      expect.stringMatching(/^Finished after \d+\.\d\d s with exit code 0$/),
    ]),
  )
  expect(up.stdout).toContain('Try next')

  const query = ['query', 'postgres', 'SELECT 1 AS one', '--json']
  const verbose = await project.run(...query, '-v')
  const stores = `Stores: postgres://127.0.0.1:${project.ports.postgres}/homemanager_identity, http://127.0.0.1:${project.ports.dynamodb}, `
  expect(verbose.stderr).toContain(stores)
  expect(verbose.stderr).not.toContain('homemanager:homemanager')
  expect(verbose.stdout).toBe((await project.run(...query)).stdout)

  const quiet = await project.run('up', '--no-services', '-q')
  expect(quiet).toMatchObject({ code: 0, stderr: '' })
  expect(quiet.stdout).not.toContain('Try next')
  expect(quiet.stdout).toContain(`127.0.0.1:${project.ports.postgres}`)

  for (const command of HAS_FULL_DISK ? REPORTS : []) {
    const lost = await runWithFullDisk(project.directory, command.split(' '))
    expect(lost).toEqual({ code: 1, stderr: expect.stringContaining('OUTPUT_FAILED') as string })
  }

  const down = await project.run('down', '-q')
  expect(down).toMatchObject({ code: 0, stderr: '' })

  const failed = await project.run('query', 'postgres', 'SELECT 1', '-v')
  expect([failed.code, failed.stderr]).toEqual([1, expect.stringMatching(/\] Failed after \d+\.\d\d s\n/)])
  expect(failed.stderr).toMatch(/STACK_NOT_RUNNING\n.*\n {4}at /)
})

test('without a configuration file --verbose names what decided instead', async () => {
  await using project = await createCliProject()
  const { stderr } = await project.run('--project', 'other', 'status', '-v', '--cwd', '/')
  expect(stderr).toContain('Configuration file: none\n')
  expect(stderr).toContain('Project: other (from the command line), directory /\n')
  expect(stderr).toContain('Provider setting: auto (from the default)\n')
})
