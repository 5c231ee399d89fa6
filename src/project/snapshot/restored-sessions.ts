import { listValidSessions } from '../../services/identity/repository/revoke-restored-sessions.js'
import { openStore } from '../../stores/open-stores.js'
import type { StackEngine } from '../state/stack-state.js'
import { toEndpoints } from './read-contents.js'

/** The sessions that are valid before data is replaced, and stay valid. All others of the restored data are revoked when PostgreSQL starts. */
export async function readValidSessions(engines: readonly StackEngine[]): Promise<readonly string[]> {
  await using store = await openStore('postgres', toEndpoints(engines).postgres)
  return await listValidSessions(store.pool)
}
