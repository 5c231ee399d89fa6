import { expect, test } from 'vitest'
import { getProcessIdentity } from './process-identity.js'
import { readProcessUsage } from './process-usage.js'

test.skipIf(process.platform !== 'linux')('the age and the memory of a running process', () => {
  const usage = readProcessUsage(getProcessIdentity(process.pid))
  expect(usage?.uptimeSeconds).toBeGreaterThan(0)
  expect(usage?.uptimeSeconds).toBeLessThan(24 * 3600)
  expect(usage?.memoryBytes).toBeGreaterThan(10_000_000)
  expect(usage?.memoryBytes).toBeLessThan(process.memoryUsage().rss * 10)
  const identity = getProcessIdentity(process.pid)
  expect(readProcessUsage(identity && { ...identity, startedAt: '1' })).toBeUndefined()
})
