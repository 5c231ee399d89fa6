import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'
import { startServicesWithEvents, type TestServices } from '../../../test/support/test-services.js'
import { runScript, tortureService } from '../../../test/support/torture-planted-bug.js'
import { runTorture } from './run-torture.js'

let under: TestServices
beforeAll(async () => {
  under = await startServicesWithEvents()
})
afterAll(async () => under[Symbol.asyncDispose]())

test('torture shrinks a failure to a script that reproduces it', async () => {
  const report = await tortureService(under, {
    service: 'todo',
    bug: 'no idempotency',
    // One of the first four episodes fails.
    seed: 6,
    forMs: 120_000,
  })
  await expectToMatchSchema('torture', report)
  expect(report.ok).toBe(false)
  const [finding] = report.items
  expect(finding?.steps.length).toBeLessThanOrEqual(2)
  // With the service without the bug: it runs, and the service returns the same todo twice.
  expect(await runScript(report, under.services.urls.todo)).toMatch(/HTTP\/1.1 201/)
})

test('torture of the identity service without a bug finds nothing', async () => {
  const before = await countUsers()
  const report = await tortureService(under, { service: 'identity', seed: 1, forMs: 500, removes: true })
  await expectToMatchSchema('torture', report)
  expect(report).toMatchObject({ ok: true, items: [], remains: null })
  expect(report.requests).toBeGreaterThan(50)
  // Events of the tests before may still arrive, so it is not their number that is compared.
  expect(await countUsers()).toBeLessThanOrEqual(before)
})

test('torture of a service that is not running registers nobody, and data that cannot be removed is in the report', async () => {
  const { identity, todo } = under.services.urls
  const remains: string[] = []
  const options = {
    service: 'todo',
    identityUrl: identity,
    seed: 1,
    forMs: 1,
    records: [],
    signal: new AbortController().signal,
    removeData: async () => Promise.reject(new Error('the store is away')),
    onRemains: (text: string) => remains.push(text),
  } as const
  const before = await countUsers()
  await expect(runTorture({ ...options, url: 'http://127.0.0.1:9' })).rejects.toMatchObject({
    code: 'CONFORMANCE_UNREACHABLE',
  })
  // Accounts of other tests may still be deleted.
  expect(await countUsers()).toBeLessThanOrEqual(before)
  expect(remains).toEqual([])
  const report = await runTorture({ ...options, url: todo, forMs: 0 })
  expect(report.remains).toMatch(/^Records and events of 5 test accounts .*: the store is away$/)
  expect(remains).toEqual([report.remains])
})

async function countUsers(): Promise<number> {
  const { rows } = await under.stores.postgres.pool.query<{ count: string }>('SELECT count(*) FROM users')
  return Number(rows[0]?.count)
}
