import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliProject, createCliProject } from '../support/cli-project.js'

const PROGRAM = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))

let project: CliProject
beforeAll(async () => {
  project = await createCliProject()
  await project.runOk('up')
})
afterAll(async () => project[Symbol.asyncDispose]())

test('addresses that env exports are only used for their own project, others as they are', async () => {
  await using other = await createCliProject()
  const env = JSON.parse((await project.run('env', '--format', 'json')).stdout) as Record<string, string>
  const notUsed = await other.runWith(env, 'query', 'postgres', 'SELECT 1')
  expect(notUsed.stderr).toContain(`the addresses of the stack of ${project.directory}; they are not used`)
  expect(notUsed.stderr).toContain('STACK_NOT_RUNNING')
  const { HOMEMANAGER_STACK_DIGEST: _, ...byHand } = env
  expect(await other.runWith(byHand, 'query', 'postgres', 'SELECT 1')).toMatchObject({ code: 0 })
  expect(await project.runWith(env, 'query', 'postgres', 'SELECT 1')).toMatchObject({
    code: 0,
    stderr: '1 row\n',
  })
})

test('exec gives programs the credentials of the stack and no others', async () => {
  const user = { AWS_PROFILE: 'work', AWS_SESSION_TOKEN: 'token', PGSERVICE: 'production', EDITOR: 'vi' }
  const { stdout } = await project.runWith(user, 'exec', '--', 'env')
  expect(stdout).toContain('EDITOR=vi\n')
  const env = JSON.parse((await project.run('env', '--json')).stdout) as Readonly<Record<string, string>>
  expect(stdout).toContain(`AWS_ACCESS_KEY_ID=${env['AWS_ACCESS_KEY_ID']}\n`)
  expect(stdout).not.toMatch(/AWS_PROFILE|AWS_SESSION_TOKEN|PGSERVICE/)
})

test('an ephemeral stack does not use pinned ports, and commands inside of exec see it', async () => {
  const run = `"${process.execPath}" "${PROGRAM}"`
  const script = `${run} status --json && ${run} up && ${run} lint docdb 5.0 --json`
  const { code, stdout, stderr } = await project.run('exec', '--ephemeral', '--', 'sh', '-c', script)
  expect(stderr).not.toContain('✗')
  expect(code).toBe(0)
  expect(stdout).toContain('"project": "homemanager-')
  expect(stdout).not.toContain(`:${project.ports.postgres}/`)
  expect(await project.run('status')).toMatchObject({ code: 0 })
})
