import { execFile, type ExecFileException } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { createCliProject } from '../../../../test/support/cli-project.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import type { CommandResult } from '../../../../test/support/project-directory.js'

const PROGRAM = fileURLToPath(new URL('../../../../bin/homemanager.js', import.meta.url))

/** The stacks of other tests run at the same time and have the same user. */
const NAME = `ls-${randomBytes(4).toString('hex')}`

interface Listed {
  readonly items: readonly { readonly project: string; readonly [field: string]: unknown }[]
}

test('a stack is listed and stopped from any directory, also after its directory was renamed', async () => {
  await using first = await createCliProject()
  await using second = await createCliProject()
  const renamed = `${first.directory} renamed`
  onTestFinished(() => rm(renamed, { recursive: true, force: true }))
  expect(await first.run('--project', NAME, 'up', '--no-services')).toMatchObject({ code: 0 })
  expect(await list({ HOME: '/nonexistent', XDG_STATE_HOME: '' })).toEqual([toItem(first.directory)])
  await rename(first.directory, renamed)
  expect(await list()).toEqual([toItem(renamed)])
  const elsewhere = await second.run('--project', NAME, 'verify')
  expect(elsewhere).toMatchObject({ code: 2, stderr: expect.stringContaining(`--cwd '${renamed}'`) })

  expect(await second.run('--project', NAME, 'up', '--no-services')).toMatchObject({ code: 0 })
  const ambiguous = await runAnywhere(['down', '--project', NAME])
  expect(ambiguous).toMatchObject({ code: 2, stderr: expect.stringContaining('PROJECT_AMBIGUOUS') })
  for (const directory of [renamed, second.directory])
    expect(ambiguous.stderr).toContain(`\n  ${directory}\n`)
  const chosen = await runAnywhere(['down', '--project', NAME, '--cwd', second.directory])
  expect(chosen).toMatchObject({ code: 0 })
  expect(await list()).toEqual([toItem(renamed)])
  expect(await runAnywhere(['down', '--project', NAME])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Stopped: '),
  })
  expect(await list()).toEqual([])
  await rename(renamed, first.directory)
})

function toItem(directory: string): Record<string, unknown> {
  return {
    project: NAME,
    directory,
    directoryExists: true,
    ephemeral: false,
    status: 'running',
    running: ['dynamodb', 'mongo', 'postgres'],
    gateway: null,
    provider: 'embedded',
    startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
  }
}

async function list(env: Readonly<Record<string, string>> = {}): Promise<Listed['items']> {
  const { stdout } = await runAnywhere(['ls', '--json'], env)
  const listed = JSON.parse(stdout) as Listed
  await expectToMatchSchema('ls', listed)
  return listed.items.filter(({ project }) => project === NAME)
}

function runAnywhere(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string): void =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    const options = { cwd: '/', env: { ...process.env, NO_COLOR: '1', ...env } }
    execFile(process.execPath, [PROGRAM, ...args], options, done)
  })
}
