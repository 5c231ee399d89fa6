import { execFile, execFileSync } from 'node:child_process'
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type CliProject, createCliProject } from '../support/cli-project.js'

const PROGRAM = fileURLToPath(new URL('../../bin/homemanager.js', import.meta.url))
/** The options of unshare(1) for a new PID namespace: an ordinary user also needs a user namespace. */
const PID_NAMESPACE = ['--pid', '--fork', '--mount-proc']
const NEW_NAMESPACE = [PID_NAMESPACE, ['--user', '--map-current-user', ...PID_NAMESPACE]].find(canUnshare)
const runFile = promisify(execFile)

let project: CliProject
beforeAll(async () => {
  project = await createCliProject()
})
afterAll(async () => project[Symbol.asyncDispose]())

test('a copy of the directory of a running stack has a stack of its own', async () => {
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
  const copy = `${project.directory} copy`
  await cp(project.directory, copy, { recursive: true })
  onTestFinished(() => rm(copy, { recursive: true, force: true }))
  const conflict = await project.run('--cwd', copy, 'up', '--no-services')
  expect(conflict.stderr).toContain(`This directory is a copy of ${project.directory}`)
  expect(conflict.stderr).toContain(`of project test in ${project.directory}`)
  await writeFile(path.join(copy, 'homemanager.yaml'), 'project: test\nprovider: embedded\n')
  expect((await project.run('--cwd', copy, 'query', 'postgres', 'SELECT 1')).stderr).toContain(
    'STACK_NOT_RUNNING',
  )
  expect(await project.run('--cwd', copy, 'up', '--no-services')).toMatchObject({ code: 0 })
  expect(await project.run('--cwd', copy, 'down', '--volumes', '--yes')).toMatchObject({ code: 0 })
  expect(await project.run('query', 'postgres', 'SELECT 1')).toMatchObject({ code: 0 })
})

test('a directory that was renamed keeps its running stack', async () => {
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
  const renamed = `${project.directory} renamed`
  await rename(project.directory, renamed)
  onTestFinished(() => rm(renamed, { recursive: true, force: true }))
  const { stdout } = await runFile(process.execPath, [PROGRAM, '--cwd', renamed, 'down', '--json'])
  const { stopped } = JSON.parse(stdout) as { readonly stopped: readonly string[] }
  await rename(renamed, project.directory)
  expect(stopped.toSorted()).toEqual(['dynamodb', 'mongo', 'postgres'])
})

test.skipIf(NEW_NAMESPACE === undefined)(
  'a stack that runs in another PID namespace is neither started again nor stopped nor deleted',
  async () => {
    expect(await project.run('up')).toMatchObject({ code: 0 })
    for (const args of [
      ['up'],
      ['status'],
      ['down', '--volumes', '--yes'],
      ['reset', '--yes'],
      ['query', 'postgres', 'SELECT 1'],
    ]) {
      expect(await runInNamespace(project, args)).toContain('RUNNING_ELSEWHERE')
    }
    // Without the state file, the locks of the data still show it.
    const state = path.join(project.home, 'state.json')
    const text = await readFile(state)
    await rm(state)
    expect(await runInNamespace(project, ['up'])).toContain('RUNNING_ELSEWHERE')
    expect(await runInNamespace(project, ['down', '--volumes', '--yes'])).toContain('RUNNING_ELSEWHERE')
    await writeFile(state, text)
    expect(await project.run('status')).toMatchObject({ code: 0 })
  },
)

function canUnshare(options: readonly string[]): boolean {
  try {
    execFileSync('unshare', [...options, 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function runInNamespace({ directory }: CliProject, args: readonly string[]): Promise<string> {
  const command = [process.execPath, PROGRAM, '--cwd', directory, ...args]
  const { stderr } = await runFile('unshare', [...(NEW_NAMESPACE ?? []), ...command]).catch(
    (error: unknown) => error as { readonly stderr: string },
  )
  return stderr
}
