import type { AccessPattern } from './access-pattern.js'
import { explainPostgres } from './explain-postgres.js'
import type { PatternSamples } from './pattern-samples.js'

/** Requests of the identity service, the relay and the consumers to PostgreSQL. */
export const POSTGRES_PATTERNS: readonly AccessPattern[] = [
  definePostgresPattern(
    'identity.user-by-id',
    'a user by id',
    'users_pkey',
    'SELECT * FROM users WHERE id = $1',
    (s) => [s.user],
  ),
  definePostgresPattern(
    'identity.user-by-email',
    'a user by email address, for login',
    'users_email_key',
    'SELECT * FROM users WHERE lower(email) = lower($1)',
    (s) => [s.email],
  ),
  definePostgresPattern(
    'identity.users-of-family',
    'users of a family',
    'users_family_id_idx',
    'SELECT * FROM users WHERE family_id = $1',
    (s) => [s.family],
  ),
  definePostgresPattern(
    'identity.family-by-id',
    'a family by id',
    'families_pkey',
    'SELECT * FROM families WHERE id = $1',
    (s) => [s.family],
  ),
  definePostgresPattern(
    'identity.families-of-owner',
    'families that a user owns',
    'families_owner_id_idx',
    'SELECT * FROM families WHERE owner_id = $1',
    (s) => [s.user],
  ),
  definePostgresPattern(
    'identity.members',
    'members of a family, in pages',
    'family_members_pkey',
    'SELECT * FROM family_members WHERE family_id = $1 AND user_id > $2 ORDER BY user_id LIMIT 50',
    (s) => [s.family, '00000000-0000-0000-0000-000000000000'],
  ),
  definePostgresPattern(
    'identity.memberships',
    'memberships of a user',
    'family_members_user_id_idx',
    'SELECT * FROM family_members WHERE user_id = $1',
    (s) => [s.user],
  ),
  definePostgresPattern(
    'identity.session-by-token',
    'a session by its refresh token',
    'sessions_token_hash_key',
    'SELECT * FROM sessions WHERE token_hash = $1',
    () => ['none'],
  ),
  definePostgresPattern(
    'identity.sessions-of-user',
    'all sessions of a user',
    'sessions_user_id_idx',
    'SELECT * FROM sessions WHERE user_id = $1',
    (s) => [s.user],
  ),
  definePostgresPattern(
    'identity.sessions-of-login',
    'sessions that started with the same login',
    'sessions_token_family_idx',
    'SELECT * FROM sessions WHERE token_family = $1 AND revoked_at IS NULL',
    (s) => [s.user],
  ),
  definePostgresPattern(
    'identity.outbox',
    'pending events, read by the relay',
    'outbox_position_key',
    'SELECT * FROM outbox ORDER BY position LIMIT 100',
    () => [],
  ),
  definePostgresPattern(
    'events.by-id',
    'an event by id',
    'event_log_event_id_key',
    'SELECT * FROM platform.event_log WHERE event_id = $1',
    (s) => [s.event],
  ),
  definePostgresPattern(
    'events.after',
    'the next events for a consumer',
    'event_log_pkey',
    'SELECT * FROM platform.event_log WHERE position > $1 ORDER BY position LIMIT 100',
    () => [0],
  ),
  definePostgresPattern(
    'events.of-subject',
    'the events of a record',
    'event_log_subject_idx',
    'SELECT * FROM platform.event_log WHERE subject = $1 ORDER BY position',
    (s) => [s.user],
  ),
  definePostgresPattern(
    'events.of-correlation',
    'the events with one correlation ID',
    'event_log_correlation_idx',
    "SELECT * FROM platform.event_log WHERE envelope ->> 'correlationid' = $1",
    (s) => [s.correlationId],
  ),
  definePostgresPattern(
    'events.offset',
    'the offset of a consumer',
    'consumer_offsets_pkey',
    'SELECT position FROM platform.consumer_offsets WHERE consumer = $1',
    () => ['none'],
  ),
  definePostgresPattern(
    'events.dead-letter',
    'a dead letter of a consumer',
    'dead_letters_pkey',
    'SELECT * FROM platform.dead_letters WHERE consumer = $1 AND event_id = $2',
    (s) => ['none', s.event],
  ),
  definePostgresPattern(
    'saga.unfinished',
    'unfinished sagas, oldest first',
    'sagas_unfinished_idx',
    "SELECT * FROM platform.sagas WHERE state IN ('running', 'compensating') ORDER BY created_at LIMIT 100",
    () => [],
  ),
  definePostgresPattern(
    'saga.of-subject',
    'whether a saga is active for a record',
    'sagas_subject_idx',
    "SELECT 1 FROM platform.sagas WHERE subject = $1 AND state IN ('running', 'compensating', 'failed')",
    (s) => [s.family],
  ),
  definePostgresPattern(
    'saga.steps',
    'the steps of a saga',
    'saga_steps_pkey',
    'SELECT * FROM platform.saga_steps WHERE saga_id = $1 ORDER BY step',
    (s) => [s.event],
  ),
  definePostgresPattern(
    'gateway.idempotency-key',
    'a stored response by idempotency key',
    'idempotency_keys_pkey',
    'SELECT * FROM platform.idempotency_keys WHERE scope = $1 AND key = $2',
    (s) => [s.user, 'none'],
  ),
]

function definePostgresPattern(
  name: string,
  summary: string,
  index: string,
  text: string,
  values: (samples: PatternSamples) => readonly unknown[],
): AccessPattern {
  return {
    name,
    store: 'postgres',
    summary,
    index,
    request: text,
    growth: 'constant',
    measure: (stores, samples) => explainPostgres(stores.postgres, text, values(samples), index),
  }
}
