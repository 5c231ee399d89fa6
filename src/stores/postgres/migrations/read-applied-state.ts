import type { PostgresEndpoint } from '../../../core/store-types.js'
import { type AppliedState, requireHistory } from '../../contracts/applied-state.js'
import { findHistory, hasSchemaDrifted } from './postgres-history.js'
import { openPostgresStore } from '../client/postgres-store.js'

/** Reads the migration history and the schema. Rejects if there is no history. */
export async function readAppliedState(endpoint: PostgresEndpoint): Promise<AppliedState> {
  await using store = openPostgresStore(endpoint, { maxConnections: 1 })
  const history = await findHistory(store.pool)
  // Describing an index blocks while another session has its table locked.
  await store.pool.query("BEGIN READ ONLY; SET LOCAL lock_timeout = '1s'")
  return { history: requireHistory(history), drifted: await hasSchemaDrifted(store.pool) }
}
