import { listValidSessions } from '../../services/identity/repository/revoke-restored-sessions.js'
import { openStore } from '../../stores/open-stores.js'
import type { StackEngine } from '../state/stack-state.js'
import { toEndpoints } from './read-contents.js'

export interface SessionReader extends AsyncDisposable {
  /**
   * The sessions that are valid before data is replaced, and stay valid; closes the connection. All others of the restored data are
   * revoked when PostgreSQL starts.
   */
  read(): Promise<readonly string[]>
}

/** Connects to PostgreSQL while the caller does something else, so that reading itself takes less time. */
export function prepareSessionReader(engines: readonly StackEngine[]): SessionReader {
  const opening = openStore('postgres', toEndpoints(engines).postgres)
  // `read` reports what fails.
  opening.then(async (store) => store.ping()).catch(() => {})
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => (await opening.catch(() => undefined))?.[Symbol.asyncDispose]()
  const dispose = async (): Promise<void> => (closing ??= close())
  return {
    async read() {
      const sessions = await listValidSessions((await opening).pool)
      await dispose()
      return sessions
    },
    [Symbol.asyncDispose]: dispose,
  }
}

export async function readValidSessions(engines: readonly StackEngine[]): Promise<readonly string[]> {
  await using reader = prepareSessionReader(engines)
  return await reader.read()
}
