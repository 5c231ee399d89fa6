import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startTestServices } from '../../../../test/support/test-services.js'
import { waitUntil } from '../../../../test/support/wait-until.js'
import { listDeadLetters } from '../../../events/dead-letters.js'
import { findLatestEvents } from '../../../events/find-events.js'
import { redeliverDeadLetters } from '../../../events/redeliver-event.js'
import { startEventProcessing } from '../../../events/start-event-processing.js'
import { readDeliveries } from '../../../events/subscriptions/read-deliveries.js'
import { composeEventProcessing } from '../../events/compose-event-processing.js'

const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
const URL_TYPE = 'application/cloudevents+json'

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

test('a custom service publishes events once, and gets those it subscribes to, signed, with dead letters', async () => {
  const received: Received[] = []
  let broken = ''
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request)
    received.push({ headers: request.headers, body })
    response.writeHead(broken !== '' && body.includes(broken) ? 500 : 204).end()
  }
  const server = createServer((request, response) => void receive(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const publishers = [
    { service: 'calendar', secret: SECRET },
    { service: 'notes', secret: 'whsec_b3RoZXI=' },
  ]
  await using under = await startTestServices({ publishers })
  const subscriptions = [
    { service: 'calendar', types: ['calendar.*'], url: `http://127.0.0.1:${port}/events`, secret: SECRET },
  ]
  const processing = composeEventProcessing(under.stores, { subscriptions })
  await using _events = await startEventProcessing({ stores: under.stores, ...processing, idleMs: 100 })
  const db = under.stores.postgres.pool
  const publish = async (
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly items: readonly { readonly id: string }[] }> => {
    const response = await fetch(`${under.gateway}/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET}`, 'content-type': URL_TYPE, ...headers },
      body: JSON.stringify(body),
    })
    return { status: response.status, ...((await response.json()) as { readonly items: [] }) }
  }
  const event = { specversion: '1.0', id: 'first', source: '/calendar', type: 'calendar.entry.created' }

  expect(await publish({ ...event, subject: 'a', data: { n: 1 } })).toMatchObject({
    status: 202,
    items: [{ type: event.type, duplicate: false }],
  })
  expect(await publish({ ...event, subject: 'a', data: { n: 1 } })).toMatchObject({
    items: [{ duplicate: true }],
  })
  await waitUntil(() => received.length === 1)
  const { headers, body } = received[0] ?? { headers: {}, body: '' }
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const key = Buffer.from('0123456789abcdef0123456789abcdef')
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  expect(headers).toMatchObject({ 'content-type': URL_TYPE, 'ce-type': event.type, 'ce-subject': 'a' })
  expect(JSON.parse(body)).toMatchObject({ ...event, id: headers['webhook-id'], originid: 'first' })

  for (const [sent, status] of [
    [{ ...event, data: { n: 2 } }, 409],
    [{ ...event, type: 'budget.expense.created' }, 400],
    [{ ...event, source: '/budget' }, 400],
    [{ ...event, data: [] }, 400],
    [{ type: event.type }, 400],
  ] as const)
    expect([sent, (await publish(sent)).status]).toEqual([sent, status])
  for (const token of ['', 'Bearer x', 'Bearer whsec_b3RoZXI='])
    expect((await publish(event, { authorization: token })).status).toBe(token.endsWith('=') ? 400 : 401)
  const binary = await publish(
    { n: 3 },
    {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'x',
      'ce-source': '/calendar',
      'ce-type': 'calendar.a.b',
    },
  )
  expect(binary).toMatchObject({ status: 202, items: [{ type: 'calendar.a.b' }] })

  broken = '"subject":"bad"'
  const batch = ['bad', 'good'].map((subject) => ({ ...event, id: subject, subject }))
  expect(await publish(batch, { 'content-type': 'application/cloudevents-batch+json' })).toMatchObject({
    status: 202,
  })
  // The event behind the broken one is of another subject, so it does not wait.
  await waitUntil(() => received.some((each) => each.body.includes('"subject":"good"')))
  await waitUntil(async () => (await listDeadLetters(db)).length === 1)
  expect(await listDeadLetters(db)).toMatchObject([
    { consumer: 'subscription:calendar', attempts: 8, error: expect.stringContaining('500') as string },
  ])
  const readStatuses = async (): Promise<readonly unknown[]> =>
    (await readDeliveries(db, subscriptions, await findLatestEvents(db, {}, 2))).flat()
  await waitUntil(async () => JSON.stringify(await readStatuses()).includes('delivered'))
  expect(await readStatuses()).toMatchObject([
    { service: 'calendar', status: 'failed' },
    { service: 'calendar', status: 'delivered' },
  ])
  broken = ''
  expect(await redeliverDeadLetters(db, processing.handlers)).toMatchObject([{ outcome: 'handled' }])
  expect(await readStatuses()).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }])
  server.close()
  server.closeAllConnections()
})
