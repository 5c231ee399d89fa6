import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CliProject, createCliProject } from '../../../test/support/cli-project.js'
import { isFileLocked } from '../../providers/file-lock.js'
import { createStack } from '../stack/create-stack.js'
import { getServicesLockPath } from '../state/services-lock.js'

const IN_THIS_PROGRAM = `The services run in a program (pid ${process.pid})`

test('services in a program are not started a second time', async () => {
  await using project = await createCliProject()
  const stack = await createStack({ cwd: project.directory })
  const { gateway } = stack.services
  try {
    expect(isFileLocked(getServicesLockPath(project.home))).toBe(true)
    await expectKept(project, 'up', '--seed', 'small')
    await expectRefused(project, 'They cannot run here as well.', 'serve')
    await expectRefused(project, 'redis: stopped → running', 'up', '--with', 'redis')
    await rm(join(project.home, 'state.json'))
    await expectKept(project, 'up')
    expect(await project.readState()).toMatchObject({ services: { owner: 'program', urls: { gateway } } })
    await expectKept(project, 'down')
    // They connect to the engines again.
    await expectKept(project, 'up')
    expect((await fetch(`${gateway}/healthz`)).status).toBe(200)
  } finally {
    await stack.stop()
  }
  expect(isFileLocked(getServicesLockPath(project.home))).toBe(false)
  expect(await project.run('up')).toMatchObject({ code: 0 })
  expect((await project.readState()).services).not.toHaveProperty('owner')
})

async function expectKept(project: CliProject, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await project.run(...args)
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(IN_THIS_PROGRAM) as string })
}

async function expectRefused(project: CliProject, detail: string, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await project.run(...args)
  expect(code).toBe(1)
  expect(stderr).toContain('SERVICES_IN_PROGRAM')
  expect(stderr).toContain(detail)
}
