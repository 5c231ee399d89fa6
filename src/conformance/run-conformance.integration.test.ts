import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectToMatchSchema } from '../../test/support/json-schema.js'
import { startTestServices, type TestServices } from '../../test/support/test-services.js'
import { waitUntil } from '../../test/support/wait-until.js'
import { composeEventProcessing } from '../app/events/compose-event-processing.js'
import { SERVICE_NAMES } from '../core/service-name.js'
import { startEventProcessing } from '../events/start-event-processing.js'
import { type ConformanceReport, runConformance } from './run-conformance.js'

let under: TestServices
let events: AsyncDisposable
beforeAll(async () => {
  under = await startTestServices()
  const { stores } = under
  // They delete the families of the test users.
  events = await startEventProcessing({ stores, ...composeEventProcessing(stores), idleMs: 100 })
})
afterAll(async () => {
  await events[Symbol.asyncDispose]()
  await under[Symbol.asyncDispose]()
})
/** Every run deletes the accounts that it has created, and with them their email addresses. */
async function expectNoAccounts(): Promise<void> {
  const { pool } = under.stores.postgres
  const count = "SELECT count(*)::int AS count FROM users WHERE email LIKE 'conformance-%'"
  expect((await pool.query(count)).rows).toEqual([{ count: 0 }])
  const mentions = `SELECT count(*)::int AS count FROM (
    SELECT envelope FROM platform.event_log UNION ALL SELECT envelope FROM outbox) AS events
    WHERE envelope::text LIKE '%conformance-%@%'`
  // A run registers many accounts; the consumers redact one after the other.
  const noMentions = async (): Promise<boolean> =>
    (await pool.query<{ count: number }>(mentions)).rows[0]?.count === 0
  await waitUntil(noMentions, 100_000)
}

const { signal } = new AbortController()

test.each(SERVICE_NAMES)('the bundled %s service keeps its contract', async (service) => {
  const { urls } = under.services
  const report = await runConformance({ service, url: urls[service], identityUrl: urls.identity, signal })
  expect(
    report.items.flatMap(({ operation, checks }) =>
      checks.filter(({ ok }) => !ok).map((check) => ({ operation, ...check })),
    ),
  ).toEqual([])
  await expectToMatchSchema('conformance', report)
  expect(report).toMatchObject({ ok: true, failed: 0 })
  expect(report.items.every(({ checks }) => checks.length >= 2)).toBe(true)
  await expectNoAccounts()
})

/** An implementation that breaks promises: it ignores If-Match and forgets tags. */
async function startNonConformingService(behind: string): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const headers = new Headers()
      for (const name of ['authorization', 'content-type', 'idempotency-key']) {
        const value = request.headers[name]
        if (typeof value === 'string') headers.set(name, value)
      }
      const body = Buffer.concat(chunks)
      const answer = await fetch(`${behind}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers,
        ...(body.length === 0 ? {} : { body }),
      })
      const text = (await answer.text()).replaceAll(/"tags":\[[^\]]*\]/g, '"tags":"none"')
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? '',
        'x-request-id': 'x',
        etag: answer.headers.get('etag') ?? '',
      })
      response.end(text)
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('an implementation that breaks promises is told which', async () => {
  const { urls } = under.services
  await using mine = await startNonConformingService(urls.todo)
  const report = await runConformance({ service: 'todo', url: mine.url, identityUrl: urls.identity, signal })
  const failures = (of: ConformanceReport, operation: string): readonly string[] =>
    of.items
      .find((result) => result.operation === operation)
      ?.checks.filter(({ ok }) => !ok)
      .map(({ name }) => name) ?? []
  await expectToMatchSchema('conformance', report)
  expect(report.ok).toBe(false)
  expect(failures(report, 'createTodo')).toContain('response matches the schema')
  expect(failures(report, 'deleteTodo')).toContain('honors If-Match')
})

test('an interrupted run deletes its accounts too', async () => {
  const { urls } = under.services
  const interruption = new AbortController()
  const run = runConformance({
    service: 'identity',
    url: urls.identity,
    identityUrl: urls.identity,
    signal: interruption.signal,
    onCheck: (done) => {
      if (done === 12) interruption.abort(new Error('interrupted'))
    },
  })
  await expect(run).rejects.toThrow('interrupted')
  await expectNoAccounts()
})

test('nothing at the address is one error, not many failures', async () => {
  const { identity } = under.services.urls
  const url = 'http://127.0.0.1:9'
  await expect(runConformance({ service: 'todo', url, identityUrl: identity, signal })).rejects.toMatchObject(
    {
      code: 'CONFORMANCE_UNREACHABLE',
    },
  )
})
