import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createTestUser } from '../../../test/support/api-caller.js'
import { startTestServices } from '../../../test/support/test-services.js'
import { runPurges } from '../../events/run-purges.js'
import { PURGES } from './purges.js'

test('purges delete what is old enough, in batches, and nothing else', async () => {
  await using under = await startTestServices()
  const db = under.stores.postgres.pool
  const owner = await createTestUser(under.gateway)
  await owner.call('POST', `/identity/v1/families/${owner.familyId}/invitations`, {
    email: 'guest@example.com',
    role: 'adult',
  })
  await db.query(
    `INSERT INTO sessions (id, user_id, token_family, token_hash, expires_at)
     SELECT gen_random_uuid(), $1, gen_random_uuid(), n::text, now() - interval '2 days' FROM generate_series(1, 2500) n`,
    [owner.id],
  )
  await db.query(
    `INSERT INTO platform.idempotency_keys (scope, key, request_hash, expires_at)
     VALUES ('identity', 'old', '', now() - interval '2 days'), ('identity', 'new', '', now() + interval '1 hour')`,
  )
  const insertDeadLetter = `INSERT INTO platform.dead_letters (consumer, event_id, position, envelope, attempts, error, last_failed_at)
     VALUES ($1, $2, 1, '{}', 5, 'x', now() - $3::interval)`
  await db.query(insertDeadLetter, ['old', randomUUID(), '100 days'])
  await db.query(insertDeadLetter, ['new', randomUUID(), '80 days'])

  const errors: unknown[] = []
  const broken = { name: 'broken', run: async () => Promise.reject(new Error('broken')) }
  const signal = new AbortController().signal
  const onError = (error: unknown): void => void errors.push(error)
  await runPurges({ db, purges: [broken, ...PURGES], signal, onError }, new Date())

  expect(errors).toEqual([new Error('broken')])
  const { rows } = await db.query(`SELECT (SELECT count(*)::int FROM sessions) AS sessions,
    (SELECT count(*)::int FROM invitations) AS invitations,
    (SELECT array_agg(key) FROM platform.idempotency_keys) AS keys,
    (SELECT array_agg(consumer) FROM platform.dead_letters) AS letters`)
  expect(rows).toEqual([{ sessions: 1, invitations: 1, keys: ['new'], letters: ['new'] }])
})
