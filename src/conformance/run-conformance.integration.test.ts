import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectToMatchSchema } from '../../test/support/json-schema.js'
import { reserveFreePort } from '../../test/support/reserve-free-port.js'
import { waitUntil } from '../../test/support/wait-until.js'
import { getPackagePath } from '../core/package-path.js'
import { startServicesWithEvents, type TestServices } from '../../test/support/test-services.js'
import { SERVICE_NAMES } from '../core/service-name.js'
import type { DeletedIds } from '../stores/contracts/data-store.js'
import { BUNDLED_ENTITIES } from '../domain/entities/registry.js'
import type { Entity } from '../domain/entities/entity.js'
import { readWrittenFields } from '../../test/support/read-written-fields.js'
import { verifyStores } from '../verify/verify-stores.js'
import { toJUnitXml } from './junit-report.js'
import { removeTestData } from './remove-test-data.js'
import { type ConformanceReport, runConformance } from './run-conformance.js'

let under: TestServices
beforeAll(async () => {
  under = await startServicesWithEvents()
})
afterAll(async () => under[Symbol.asyncDispose]())
/** What a run must not change: the records of all stores, and what the platform keeps of users. */
async function readEverything(): Promise<unknown> {
  const { stores } = under
  const { fingerprint } = await verifyStores(stores)
  const tables = ['event_log', 'sagas', 'idempotency_keys', 'dead_letters']
  const { rows } = await stores.postgres.pool.query(
    `SELECT ${tables.map((name) => `(SELECT count(*)::int FROM platform.${name}) AS ${name}`).join(', ')}`,
  )
  const stored = await stores.mongo.db.collection('idempotency_keys').countDocuments()
  return { fingerprint, rows, stored }
}
const written = new Map<string, Set<string>>()
/** A check deletes what it has created, so they are read meanwhile. */
const fieldReads: Promise<void>[] = []
const removeData = async (ids: DeletedIds): Promise<boolean> => removeTestData(under.stores, ids)

const { signal } = new AbortController()

test.each(SERVICE_NAMES)('the bundled %s service keeps its contract', async (service) => {
  const { urls } = under.services
  const before = await readEverything()
  const report = await runConformance({
    service,
    url: urls[service],
    identityUrl: urls.identity,
    signal,
    removeData,
    onCheck: () => fieldReads.push(readWrittenFields(under.stores, written)),
  })
  expect(
    report.items.flatMap(({ operation, checks }) =>
      checks.filter(({ ok }) => !ok).map((check) => ({ operation, ...check })),
    ),
  ).toEqual([])
  await expectToMatchSchema('conformance', report)
  expect(report).toMatchObject({ ok: true, failed: 0 })
  expect(report.items.every(({ checks }) => checks.length >= 2)).toBe(true)
  expect(await readEverything()).toEqual(before)
})

test('the entities declare all fields that the services and the relay write', async () => {
  await Promise.all(fieldReads)
  const undeclared = BUNDLED_ENTITIES.all.flatMap((entity: Entity) => {
    const known = new Set([...Object.keys(entity.fields), ...(entity.maintainedFields ?? [])])
    return [...(written.get(entity.name) ?? [])]
      .filter((field) => !known.has(field))
      .map((field) => `${entity.name}.${field}`)
  })
  expect(undeclared).toEqual([])
  expect(written.get('expense')).toContain('membership_version')
  expect(written.get('category')).toContain('removed_at')
  expect(written.get('todo')).toContain('GSI1PK')
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
  const only = ['createTodo', 'deleteTodo']
  const options = { service: 'todo', identityUrl: urls.identity, signal, removeData } as const
  const report = await runConformance({ ...options, url: mine.url, only })
  const failures = (of: ConformanceReport, operation: string): readonly string[] =>
    of.items
      .find((result) => result.operation === operation)
      ?.checks.filter(({ ok }) => !ok)
      .map(({ name }) => name) ?? []
  await expectToMatchSchema('conformance', report)
  expect(report.ok).toBe(false)
  expect(failures(report, 'createTodo')).toContain('response matches the schema')
  expect(failures(report, 'deleteTodo')).toContain('honors If-Match')
  expect(report.items.map(({ operation }) => operation)).toEqual(only)
  const [created] = report.items[0]?.checks ?? []
  expect(created?.request).toMatch(
    /^curl -i -X POST 'http:.*\/v1\/todos' .*-H "authorization: Bearer \$TOKEN" --data-raw '\{.*\}'$/,
  )
  expect(toJUnitXml(report)).toContain(
    `<testsuite name="createTodo" tests="${report.items[0]?.checks.length}"`,
  )
  await expect(runConformance({ ...options, url: mine.url, only: ['createTodos'] })).rejects.toMatchObject({
    code: 'CONFORMANCE_OPERATION_UNKNOWN',
    suggestion: 'Did you mean "createTodo"?',
  })
})

test('a service that stops answering ends the run', async () => {
  const { identity } = under.services.urls
  let requests = 0
  const server = createServer((request, response) => {
    response.writeHead(500).end()
    if (request.url !== '/' && ++requests === 3) {
      server.close()
      server.closeAllConnections()
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const only = ['createTodo']
  const report = await runConformance({
    service: 'todo',
    url,
    identityUrl: identity,
    signal,
    only,
    removeData,
  })
  await expectToMatchSchema('conformance', report)
  expect(report).toMatchObject({
    ok: false,
    passed: 0,
    stoppedAfter: expect.stringMatching(/^createTodo: /) as string,
  })
  expect(report.skipped).toBeGreaterThan(0)
})

test('an interrupted run removes what it has made too', async () => {
  const { urls } = under.services
  const before = await readEverything()
  const interruption = new AbortController()
  const run = runConformance({
    service: 'identity',
    url: urls.identity,
    identityUrl: urls.identity,
    signal: interruption.signal,
    removeData,
    onCheck: (done) => {
      if (done === 5) interruption.abort(new Error('interrupted'))
    },
  })
  await expect(run).rejects.toThrow('interrupted')
  expect(await readEverything()).toEqual(before)
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

test('the template of a service conforms', async () => {
  const port = await reserveFreePort()
  const program = getPackagePath('templates/service/fastify.mjs')
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, PORT: String(port), HOMEMANAGER_GATEWAY_URL: under.gateway },
    stdio: 'inherit',
  })
  try {
    const url = `http://127.0.0.1:${port}`
    await waitUntil(async () =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    )
    const report = await runConformance({
      service: 'todo',
      url,
      identityUrl: under.services.urls.identity,
      only: ['createTodo', 'getTodo', 'updateTodo'],
      signal: new AbortController().signal,
      removeData,
    })
    const failed = report.items.flatMap(({ checks }) => checks.filter(({ ok }) => !ok))
    expect(failed).toEqual([])
  } finally {
    child.kill()
  }
})
