import { expect, test } from 'vitest'
import { createApiCaller, createTestUser } from '../../../test/support/api-caller.js'
import { startTestServices } from '../../../test/support/test-services.js'
import { MAX_TOKENS_PER_USER } from '../../services/identity/repository/session-repository.js'

test('the oldest refresh tokens of a user who has too many are deleted', async () => {
  await using under = await startTestServices()
  const db = under.stores.postgres.pool
  const [user, other] = [await createTestUser(under.gateway, null), await createTestUser(under.gateway, null)]
  await db.query("UPDATE sessions SET created_at = now() - interval '2 days'")
  for (const { id } of [user, other])
    await db.query(
      `INSERT INTO sessions (id, user_id, token_family, token_hash, created_at, expires_at)
       SELECT gen_random_uuid(), $1::uuid, gen_random_uuid(), $1::uuid::text || n, now() - n * interval '1 second', now() + interval '1 day'
       FROM generate_series(1, 1500) n`,
      [id],
    )
  const refresh = async (token: string): Promise<{ status: number; body: Record<string, string> }> =>
    createApiCaller(under.gateway)('POST', '/identity/v1/sessions/refresh', { refresh_token: token })
  const { status, body } = await refresh(user.refreshToken)
  expect(status).toBe(200)
  // The token that was used is the oldest.
  expect((await refresh(user.refreshToken)).body['code']).toBe('REFRESH_TOKEN_INVALID')
  expect((await refresh(body['refresh_token'] ?? '')).status).toBe(200)
  const { rows } = await db.query<{ user_id: string; count: number }>(
    'SELECT user_id, count(*)::int FROM sessions GROUP BY user_id',
  )
  const counts = new Map(rows.map(({ user_id: id, count }) => [id, count]))
  expect(counts.get(user.id)).toBe(MAX_TOKENS_PER_USER + 1)
  expect(counts.get(other.id)).toBe(1501)
})
