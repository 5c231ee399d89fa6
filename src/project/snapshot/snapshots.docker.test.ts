import { describe, expect, test } from 'vitest'
import { canTestWithDocker, listProjectResources } from '../../../test/support/docker.js'
import { createDockerProject } from '../../../test/support/docker-project.js'

describe.skipIf(!(await canTestWithDocker()))('snapshots of volumes', () => {
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
})
