import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createCliProject } from '../../../test/support/cli-project.js'
import { canTestWithDocker, listProjectResources } from '../../../test/support/docker.js'
import { createDockerProject } from '../../../test/support/docker-project.js'

describe.skipIf(!(await canTestWithDocker()))('snapshots of containers', () => {
  test('are restored into fresh volumes and into a branch; portable ones also by the embedded provider and back', async () => {
    await using stack = await createDockerProject()
    await stack.runOk('up', '--seed', 'demo', '--no-services')
    const saved = JSON.parse(await stack.runOk('snapshot', 'save', 'seeded', '--json')) as object
    expect(saved).toMatchObject({ provider: 'docker', format: 'physical' })
    await stack.runOk('snapshot', 'save', 'portable', '--portable')
    await stack.runOk('snapshot', 'export', 'portable.tar.gz')
    const before = await listProjectResources(stack.project)
    await stack.runOk('reset', '--no-backup', '--yes')
    await stack.runOk('snapshot', 'restore', 'seeded', '--yes', '--verify')
    await stack.runOk('verify', '--dataset')
    expect(await listProjectResources(stack.project)).toEqual(before)
    await stack.runOk('undo', '--yes')
    expect(await stack.run('verify', '--dataset')).toMatchObject({ code: 1 })

    await using processes = await createCliProject()
    const file = path.join(stack.directory, 'portable.tar.gz')
    for (const args of [
      ['snapshot', 'import', file],
      ['snapshot', 'restore', 'portable', '--yes'],
      ['up', '--no-services'],
      ['verify', '--dataset'],
      ['migrate', 'status'],
      ['snapshot', 'save', 'second', '--portable'],
      ['snapshot', 'diff', 'portable', 'second'],
      ['snapshot', 'export', 'second.tar.gz', 'second'],
    ])
      expect([args, await processes.run(...args)]).toMatchObject([args, { code: 0 }])
    const back = path.join(processes.directory, 'second.tar.gz')
    await stack.runOk('branch', 'create', 'try', '--from', back)
    try {
      await stack.runOk('verify', '--dataset', '--project', `${stack.project}-try`)
    } finally {
      await stack.runOk('branch', 'delete', 'try', '--yes')
    }
    expect(await listProjectResources(`${stack.project}-try`)).toEqual([])

    // Without a configured provider, a branch is made without Docker if its images are unavailable, as with `up`.
    await using unpulled = await createCliProject()
    const environment = { HOMEMANAGER_PROVIDER: 'auto', HOMEMANAGER_POSTGRES_IMAGE: '127.0.0.1:1/missing:1' }
    const create = ['branch', 'create', 'try', '--from', file]
    const branched = await unpulled.runWith(environment, ...create)
    expect(branched).toMatchObject({ code: 0, stderr: expect.stringContaining('Using the embedded engines') })
    expect(await unpulled.run('verify', '--dataset', '--project', 'test-try')).toMatchObject({ code: 0 })
    await unpulled.runOk('branch', 'delete', 'try', '--yes')
    const docker = await unpulled.runWith(environment, ...create, '--provider', 'docker')
    expect(docker).toMatchObject({ code: 5, stderr: expect.stringContaining('add --provider embedded') })
  })
})
