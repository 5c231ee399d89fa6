import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import {
  createApiCaller,
  createTestFamilyMember,
  joinTestFamily,
  createTestUser,
} from '../../test/support/api-caller.js'
import { startTestServices } from '../../test/support/test-services.js'
import { waitUntil } from '../../test/support/wait-until.js'
import { composeEventProcessing } from '../app/events/compose-event-processing.js'
import type { Stores } from '../stores/stores.js'
import { startEventProcessing } from './start-event-processing.js'

test('after the deletion of an account, no store has its email address', async () => {
  await using under = await startTestServices()
  const { stores, gateway } = under
  await using _events = await startEventProcessing({ stores, ...composeEventProcessing(stores), idleMs: 100 })
  const owner = await createTestUser(gateway)
  const member = await createTestFamilyMember(gateway, owner)
  const email = `ada.${Date.now()}@example.com`
  const registered = await createApiCaller(gateway)(
    'POST',
    '/identity/v1/register',
    { email, password: 'correct horse', display_name: 'Ada "L" Surname' },
    { 'idempotency-key': crypto.randomUUID() },
  )
  expect(registered.status).toBe(201)
  await joinTestFamily(owner, {
    ...member,
    email,
    call: createApiCaller(gateway, registered.body['access_token']),
  })
  expect(await readEverything(stores)).toContain(email)
  const signedIn = await createApiCaller(gateway)('POST', '/identity/v1/sessions', {
    email,
    password: 'correct horse',
  })
  const current = createApiCaller(gateway, String(signedIn.body['access_token']))
  await current('POST', '/todo/v1/todos', { title: 'Feed the cat' })
  expect((await current('DELETE', '/identity/v1/users/me')).status).toBe(204)

  await waitUntil(async () => (await countUndelivered(stores)) === 0)
  const everything = await readEverything(stores)
  expect(everything).not.toContain(email)
  expect(everything).not.toContain('Surname')
  // Those of other users stay.
  expect(everything).toContain(member.email)
})

test('the event log accepts the redaction and no other change', async () => {
  await using under = await startTestServices()
  const { stores, gateway } = under
  const events = await startEventProcessing({ stores, ...composeEventProcessing(stores), idleMs: 100 })
  const user = await createTestUser(gateway, null)
  await waitUntil(async () => (await countUndelivered(stores)) === 0)
  await events[Symbol.asyncDispose]()
  const { pool } = stores.postgres
  for (const change of [
    "UPDATE platform.event_log SET type = 'other'",
    'UPDATE platform.event_log SET envelope = envelope || \'{"data": {}}\'',
    'UPDATE platform.event_log SET envelope = platform.redact_envelope(envelope), subject = type',
    'DELETE FROM platform.event_log',
  ]) {
    await expect(pool.query(change)).rejects.toThrow('append-only')
  }
  await pool.query('SELECT platform.redact_user($1)', [user.id])
  const { rows } = await pool.query(
    "SELECT envelope #>> '{data,user,email}' AS email FROM platform.event_log",
  )
  expect(rows).toEqual([{ email: 'redacted' }])
})

async function countUndelivered({ postgres: { pool } }: Stores): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT (SELECT count(*) FROM outbox)::int + (SELECT count(*) FROM platform.consumer_offsets
       WHERE position < (SELECT max(position) FROM platform.event_log))::int AS count`,
  )
  return rows[0]?.count ?? 0
}

/** Every record of the three stores as text. */
async function readEverything({ postgres, dynamodb, mongo }: Stores): Promise<string> {
  const texts: string[] = []
  const { rows: tables } = await postgres.pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  )
  for (const { name } of tables) {
    const { rows } = await postgres.pool.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`)
    texts.push(...rows.map(({ text }) => text))
  }
  const { Items } = await dynamodb.client.send(new ScanCommand({ TableName: dynamodb.table }))
  texts.push(JSON.stringify(Items))
  for (const { name } of await mongo.db.listCollections().toArray()) {
    texts.push(JSON.stringify(await mongo.db.collection(name).find().toArray()))
  }
  return texts.join('\n')
}
