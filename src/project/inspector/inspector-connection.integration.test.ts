import { expect, test } from 'vitest'
import { createServedProject } from '../../../test/support/served-project.js'
import { startTestServices } from '../../../test/support/test-services.js'
import { LiveInspector } from './inspector-connection.js'

test('the records of a stopped stack are not read: another project may answer at its addresses', async () => {
  await using under = await startTestServices()
  let isRunning = true
  await using inspector = await LiveInspector.connect(createServedProject(under, () => isRunning))
  const { signal } = new AbortController()
  const open = async (address: string): Promise<string> => (await inspector.open(address, signal)).address
  expect(await open('/records/users')).toBe('/records/user')
  isRunning = false
  await expect(open('/records/users')).rejects.toMatchObject({ code: 'STACK_NOT_RUNNING' })
  await expect(inspector.sources()).rejects.toMatchObject({ code: 'STACK_NOT_RUNNING' })
  // These say something about it.
  for (const address of ['/overview', '/logs', '/snapshots']) expect(await open(address)).toBe(address)
  isRunning = true
  expect(await open('/records/users')).toBe('/records/user')
})
