import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { createApiCaller, createTestFamilyMember, createTestUser } from '../../../test/support/api-caller.js'
import { startTestServices } from '../../../test/support/test-services.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { findLoggedEvent } from '../../events/event-log.js'
import { findLatestEvents } from '../../events/find-events.js'
import { composeEventProcessing } from '../events/compose-event-processing.js'
import { startEventProcessing } from '../../events/start-event-processing.js'
import { createLoggerTo } from '../telemetry/create-logger.js'

test('a request is logged once, counted, and its ids reach the event that it causes', async () => {
  const lines: string[] = []
  await using under = await startTestServices({
    logger: createLoggerTo({ write: (line) => lines.push(line) }),
    countDeadLetters: async () => 0,
  })
  await using _eventing = await startEventProcessing({
    stores: under.stores,
    ...composeEventProcessing(under.stores),
    idleMs: 100,
  })
  const owner = await createTestUser(under.gateway)
  const member = await createTestFamilyMember(under.gateway, owner)
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  const headers = {
    'x-request-id': 'request-1',
    'x-correlation-id': 'order-66',
    traceparent: `00-${trace}-00f067aa0ba902b7-01`,
  }
  const body = { title: 'Rake', assigned_to: member.id }
  const todo = await owner.call('POST', '/todo/v1/todos', body, headers)
  expect([todo.status, todo.headers.get('x-request-id')]).toEqual([201, 'request-1'])
  await owner.call('POST', '/todo/v1/todos', body)

  await waitUntil(
    async () =>
      (await findLatestEvents(under.stores.postgres.pool, { correlationId: 'order-66' }, 1)).length === 1,
  )
  const [logged] = await findLatestEvents(under.stores.postgres.pool, { correlationId: 'order-66' }, 1)
  expect(logged?.event.traceparent).toContain(trace)
  expect(await findLoggedEvent(under.stores.postgres.pool, logged?.event.id ?? '')).toBeDefined()

  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(
    entries.filter((entry) => entry['correlation_id'] === 'order-66' && entry['status'] === 201),
  ).toMatchObject([
    {
      service: 'todo',
      via: 'gateway',
      method: 'POST',
      route: '/v1/todos',
      request_id: 'request-1',
      trace_id: trace,
    },
  ])
  expect(lines.join('')).not.toMatch(/eyJ|correct horse/)

  const text = await (await fetch(`${under.gateway}/metrics`)).text()
  for (const series of [
    /homemanager_http_requests_total\{service="todo",method="POST",route="\/v1\/todos",status="201"\} 2/,
    /homemanager_store_operation_duration_seconds_count\{store="postgres",operation="INSERT",outcome="done"\} [1-9]/,
    /homemanager_store_operation_duration_seconds_count\{store="dynamodb",operation="TransactWriteItems",outcome="done"\} 2/,
    /homemanager_outbox_lag_seconds\{store="mongo"\} 0/,
    /homemanager_dead_letters 0/,
    /homemanager_store_connections_in_use\{store="mongo"\} \d/,
    /homemanager_store_connections_max\{store="dynamodb"\} 50/,
    /homemanager_store_requests_waiting\{store="postgres"\} \d/,
    /homemanager_store_retries\{store="dynamodb"\} 0/,
    /homemanager_retries\{process="services"\} \d/,
    /homemanager_queue_length\{queue="password_hashing"\} 0/,
    /homemanager_queue_length\{queue="batched_inserts"\} 0/,
    /homemanager_heap_used_bytes \d/,
    /homemanager_user_cache_hit_ratio 0\.5/,
  ]) {
    expect(text).toMatch(series)
  }
})

test('closing finishes what is in flight, and waits for nothing else', async () => {
  await using under = await startTestServices()
  const owner = await createTestUser(under.gateway)
  let arrived = 0
  let resolve = (): void => {}
  const allArrived = new Promise<void>((done) => {
    resolve = done
  })
  const countArrived = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage }
    if (request.url === '/identity/v1/sessions' && ++arrived === 4) resolve()
  }
  subscribe('http.server.request.start', countArrived)
  onTestFinished(() => void unsubscribe('http.server.request.start', countArrived))
  // Slow to be answered: a password is hashed.
  const flying = Array.from({ length: 4 }, async () =>
    createApiCaller(under.gateway)('POST', '/identity/v1/sessions', {
      email: owner.email,
      password: 'wrong one',
    }),
  )
  await allArrived
  const since = performance.now()
  await under.services[Symbol.asyncDispose]()
  expect(performance.now() - since).toBeLessThan(20_000)
  expect((await Promise.all(flying)).map(({ status }) => status)).toEqual([401, 401, 401, 401])
})
