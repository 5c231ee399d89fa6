import {
  listValidSessions,
  revokeRestoredSessions,
} from '../../services/identity/repository/revoke-restored-sessions.js'
import { openStore } from '../../stores/open-stores.js'
import type { StackEngine } from '../state/stack-state.js'
import { toEndpoints } from './read-contents.js'

/** The sessions that are valid before data is replaced. */
export async function readValidSessions(engines: readonly StackEngine[]): Promise<readonly string[]> {
  await using store = await openStore('postgres', toEndpoints(engines).postgres)
  return await listValidSessions(store.pool)
}

/** Revokes the sessions of restored data, except for `valid` ones. */
export async function revokeSessions(
  engines: readonly StackEngine[],
  valid: readonly string[],
): Promise<void> {
  await using store = await openStore('postgres', toEndpoints(engines).postgres)
  await revokeRestoredSessions(store.pool, valid)
}
