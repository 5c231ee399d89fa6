import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createCliProject } from '../../../test/support/cli-project.js'
import { canTestWithDocker, listProjectResources } from '../../../test/support/docker.js'
import { createDockerProject } from '../../../test/support/docker-project.js'

describe.skipIf(!(await canTestWithDocker()))('snapshots of containers', () => {
  test('are restored into fresh volumes, and into those of a branch', { timeout: 240_000 }, async () => {
    await using stack = await createDockerProject()
    await stack.runOk('up', '--seed', 'demo')
    const saved = JSON.parse(await stack.runOk('snapshot', 'save', 'seeded', '--json')) as object
    expect(saved).toMatchObject({ provider: 'docker', format: 'physical' })
    const before = await listProjectResources(stack.project)
    await stack.runOk('reset', '--no-backup', '--yes')
    await stack.runOk('snapshot', 'restore', 'seeded', '--yes', '--verify')
    await stack.runOk('verify', '--dataset')
    expect(await listProjectResources(stack.project)).toEqual(before)
    await stack.runOk('branch', 'create', 'try', '--from', 'seeded')
    try {
      await stack.runOk('verify', '--dataset', '--project', `${stack.project}-try`)
    } finally {
      await stack.runOk('branch', 'delete', 'try', '--yes')
    }
    await stack.runOk('undo', '--yes')
    expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 1 })
    expect(await listProjectResources(`${stack.project}-try`)).toEqual([])
  })

  test(
    'portable ones are restored by the embedded provider, and those of it in Docker',
    { timeout: 240_000 },
    async () => {
      await using containers = await createDockerProject()
      await using processes = await createCliProject()
      await containers.runOk('up', '--seed', 'demo', '--no-services')
      await containers.runOk('snapshot', 'save', 'first', '--portable')
      await containers.runOk('snapshot', 'export', 'first.tar.gz')
      const file = path.join(containers.directory, 'first.tar.gz')
      expect(await processes.run('snapshot', 'import', file)).toMatchObject({ code: 0 })
      expect(await processes.run('snapshot', 'restore', 'first', '--yes')).toMatchObject({ code: 0 })
      expect(await processes.run('up', '--no-services')).toMatchObject({ code: 0 })
      expect(await processes.run('verify', '--dataset')).toMatchObject({ code: 0 })
      expect(await processes.run('migrate', 'status')).toMatchObject({ code: 0 })
      expect(await processes.run('snapshot', 'save', 'second', '--portable')).toMatchObject({ code: 0 })
      expect(await processes.run('snapshot', 'diff', 'first', 'second')).toMatchObject({ code: 0 })
      expect(await processes.run('snapshot', 'export', 'second.tar.gz', 'second')).toMatchObject({ code: 0 })
      await containers.runOk('reset', '--no-backup', '--yes')
      await containers.runOk('snapshot', 'import', path.join(processes.directory, 'second.tar.gz'))
      await containers.runOk('snapshot', 'restore', 'second', '--yes', '--no-backup')
      await containers.runOk('verify', '--dataset')
    },
  )
})
