import { definePurge, type Purge } from '../../events/run-purges.js'

/**
 * What is deleted by age. Sessions and idempotency keys are refused from their expiry on, so only the disk space depends on
 * the purge. The event log is the audit trail and is not purged.
 */
export const PURGES: readonly Purge[] = [
  definePurge({
    name: 'sessions and refresh tokens',
    table: 'sessions',
    key: ['id'],
    column: 'expires_at',
    days: 1,
  }),
  definePurge({ name: 'invitations', table: 'invitations', key: ['id'], column: 'expires_at', days: 30 }),
  definePurge({
    name: 'idempotency keys',
    table: 'platform.idempotency_keys',
    key: ['scope', 'key'],
    column: 'expires_at',
    days: 1,
  }),
  definePurge({
    name: 'dead letters',
    table: 'platform.dead_letters',
    key: ['consumer', 'event_id'],
    column: 'last_failed_at',
    days: 90,
  }),
]
