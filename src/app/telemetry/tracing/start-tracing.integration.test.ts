import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { json } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { BUNDLED_ENTITIES } from '../../../domain/entities/registry.js'
import { createTestFamilyMember, createTestUser } from '../../../../test/support/api-caller.js'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { startTestServices } from '../../../../test/support/test-services.js'
import { waitUntil } from '../../../../test/support/wait-until.js'
import { type SpanRecord, TRACE_DIRECTORY, WRITTEN_RECORDS } from '../../../core/span-record.js'
import { startEventProcessing } from '../../../events/start-event-processing.js'
import { listTraceChanges } from '../../../inspect/history/list-trace-changes.js'
import { findTrace } from '../../../project/traces/find-trace.js'
import { composeEventProcessing } from '../../events/compose-event-processing.js'
import { startTracing } from './start-tracing.js'

interface ExportedSpans {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: object }[] }
    readonly scopeSpans: readonly {
      readonly spans: readonly { readonly traceId: string; readonly name: string }[]
    }[]
  }[]
}

/** A collector: OTLP/HTTP in JSON. */
async function startCollector(): Promise<{ readonly url: string; readonly received: ExportedSpans[] }> {
  const received: ExportedSpans[] = []
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      if (request.url === '/v1/traces') received.push(body as ExportedSpans)
      return response.end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

test('a trace has every step from the gateway to the consumers of the events, on disk and at a collector', async () => {
  const home = await createTemporaryDirectory('homemanager traces ')
  onTestFinished(() => rm(home, { recursive: true }))
  const collector = await startCollector()
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
  onTestFinished(() => void vi.unstubAllEnvs())
  await using under = await startTestServices()
  await using _processing = await startEventProcessing({
    stores: under.stores,
    ...composeEventProcessing(under.stores),
    idleMs: 100,
  })
  const tracing = await startTracing({ home })
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` }
  const owner = await createTestUser(under.gateway)
  const member = await createTestFamilyMember(under.gateway, owner)
  const body = { amount: '1500.00', currency: 'USD', category: { primary: 'groceries' } }
  const { status } = await member.call('POST', '/budget/v1/expenses', body, headers)
  expect(status).toBe(201)
  const find = async (): Promise<readonly SpanRecord[]> =>
    (await findTrace(home, { id: traceId.slice(0, 16) }).catch(() => ({ spans: [] }))).spans
  // The todo that the consumer creates has an event of its own.
  await waitUntil(async () => (await find()).some(({ name }) => name === 'relay todo.todo.created'))
  const trace = await findTrace(home, { id: traceId })
  await expectToMatchSchema('trace', trace)
  const { spans } = trace
  const pathTo = (span: SpanRecord | undefined): readonly string[] =>
    span === undefined
      ? []
      : [...pathTo(spans.find(({ spanId }) => spanId === span.parentId)), `${span.component} ${span.name}`]
  const review = spans.find(({ name, kind }) => name === 'TransactWriteItems' && kind === 'client')
  expect(pathTo(review)).toEqual([
    'gateway POST /budget',
    'budget createExpense',
    'mongo outbox budget.expense.created',
    'events relay budget.expense.created',
    'events todo.review-large-expense',
    'dynamodb TransactWriteItems',
  ])
  const deleted = await owner.call('DELETE', `/identity/v1/families/${owner.familyId}`, undefined, {
    traceparent: `00-${'5'.repeat(32)}-00f067aa0ba902b7-01`,
  })
  expect(deleted.status).toBe(202)
  await waitUntil(async () => {
    const saga = await findTrace(home, { id: '5'.repeat(32) }).catch(() => ({ spans: [] }))
    return saga.spans.filter(({ attributes = {} }) => 'homemanager.saga.step' in attributes).length >= 3
  })
  expect(spans[0]).toMatchObject({ parentId: '00f067aa0ba902b7', kind: 'server' })
  expect(review?.attributes).toMatchObject({
    'db.system.name': 'aws.dynamodb',
    'db.collection.name': under.stores.dynamodb.table,
    [WRITTEN_RECORDS]: [expect.stringMatching(/^todo [0-9a-f-]{36}$/)],
  })
  const changed = await listTraceChanges({ ...under.stores, entities: BUNDLED_ENTITIES }, traceId, spans)
  const changes = changed.flatMap(({ record, item }) => item.changes.map((each) => ({ ...each, record })))
  expect(changes.map(({ record, field }) => `${record.split(' ')[0]} ${field}`)).toEqual(
    expect.arrayContaining(['expense amount', 'todo title']),
  )
  expect(changes.filter(({ field }) => field === 'amount')).toEqual([
    expect.not.objectContaining({ before: expect.anything() }),
  ])

  await under.services[Symbol.asyncDispose]()
  await tracing[Symbol.asyncDispose]()
  const last = await findTrace(home, 'last')
  expect(last.spans.length).toBeGreaterThan(0)
  const directory = path.join(home, TRACE_DIRECTORY)
  const text = readdirSync(directory)
    .map((name) => readFileSync(path.join(directory, name), 'utf8'))
    .join('')
  expect(text).toContain('SELECT')
  expect(text).not.toMatch(/@|eyJ|correct horse/)

  const exported = collector.received.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ resource, scopeSpans }) => {
      const service = resource.attributes.find(({ key }) => key === 'service.name')?.value
      return scopeSpans.flatMap((scope) =>
        scope.spans.filter((span) => span.traceId === traceId).map(({ name }) => ({ name, ...service })),
      )
    }),
  )
  expect(exported).toEqual(
    expect.arrayContaining([
      { name: 'POST /budget', stringValue: 'gateway' },
      { name: 'todo.review-large-expense', stringValue: 'events' },
      { name: 'TransactWriteItems', stringValue: 'dynamodb' },
    ]),
  )
})
