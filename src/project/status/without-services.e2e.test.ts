import { expect, test } from 'vitest'
import { createCliProject } from '../../../test/support/cli-project.js'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'

test('a stack without services is complete: status and wait do not count what was not requested', async () => {
  await using project = await createCliProject()
  const up = await project.run('up', '--no-services', '--json')
  const notStarted = { status: 'stopped', requested: false, url: null }
  const services = { gateway: notStarted, identity: notStarted, todo: notStarted, budget: notStarted }
  await expectToMatchSchema('up', JSON.parse(up.stdout))
  expect(JSON.parse(up.stdout)).toMatchObject({ ok: true, services })

  const status = await project.run('status', '--json')
  await expectToMatchSchema('status', JSON.parse(status.stdout))
  expect([status.code, JSON.parse(status.stdout)]).toMatchObject([0, { ok: true, services }])
  expect((await project.run('status')).stdout).toMatch(/gateway +○ not started/)
  expect(await project.run('wait', '--timeout', '5')).toMatchObject({ code: 0 })
  expect(await project.run('wait', 'gateway', '--timeout', '1')).toMatchObject({ code: 6 })

  expect(await project.run('up')).toMatchObject({ code: 0 })
  const started = JSON.parse((await project.run('status', '--json')).stdout) as typeof status
  expect(started).toMatchObject({ ok: true, services: { gateway: { status: 'healthy' } } })
  // Services that run are kept, and count.
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
  expect(JSON.stringify(JSON.parse((await project.run('status', '--json')).stdout))).not.toContain(
    '"requested"',
  )
  expect(await project.run('down')).toMatchObject({ code: 0 })
  expect(await project.run('status')).toMatchObject({ code: 4 })
})
