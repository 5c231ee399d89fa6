import type { PoolClient } from 'pg'
import { migrationLockLost } from '../migration-locked.js'
import type { LockOptions, MigrationSession } from '../migration-store.js'
import { performStatement } from './perform-statement.js'
import { performInTransaction } from './perform-in-transaction.js'
import { toChangeStatement, CREATE_HISTORY_TABLE, findHistory, recordSchema } from './postgres-history.js'
import { acquirePostgresLock } from './postgres-lock.js'
import type { PostgresStore } from './postgres-store.js'
import { RESET_ROLE, toResetStatements } from './session-settings.js'

/** Takes the lock. All that a session does goes over the connection that holds it. */
export async function openPostgresSession(
  store: PostgresStore,
  options: LockOptions,
): Promise<MigrationSession<string>> {
  const { client, settings } = await acquirePostgresLock(store, options)
  const lost = new AbortController()
  // Queries hear of it only after 'error', and before 'end'.
  for (const event of ['error', 'end'] as const) {
    client.once(event, (error?: Error) => lost.abort(migrationLockLost('postgres', error)))
  }
  const reset = toResetStatements(settings)
  let made = false
  /** Runs statements of our own; the first makes the ledger where it is missing. */
  const own = async (...statements: readonly string[]): Promise<void> => {
    await client.query([RESET_ROLE, ...(made ? [] : [CREATE_HISTORY_TABLE]), ...statements].join(';\n'))
    made = true
  }
  return {
    signal: lost.signal,
    async readHistory() {
      const found = await findHistory(client)
      made = found !== undefined
      return found ?? { entries: [] }
    },
    writeEntry: async (record) =>
      own(toChangeStatement({ record }), ...(record.outcome === 'running' ? [] : [reset])),
    deleteEntry: async (id) => own(toChangeStatement({ forget: id }), reset),
    async recordSchema(key) {
      if (!made) await own()
      await recordSchema(client, key)
    },
    perform: async (step, context) => performStatement(client, step, context),
    async performInTransaction(steps, change, { onStep, signal }) {
      const stop = (): void => cancelStatement(store, client)
      signal?.addEventListener('abort', stop, { once: true })
      try {
        await performInTransaction(client, steps, onStep, signal)
        await own(toChangeStatement(change()), 'COMMIT', reset)
      } catch (error) {
        if (!lost.signal.aborted) await client.query('ROLLBACK')
        throw signal?.aborted === true ? signal.reason : error
      } finally {
        signal?.removeEventListener('abort', stop)
      }
    },
    async [Symbol.asyncDispose]() {
      // The server frees the lock only when it has seen the end of the connection, and we may have gone on by then.
      await client.query('SELECT pg_advisory_unlock_all()').catch(() => undefined)
      client.release(true)
    },
  }
}

/** Ends the statement that runs. One that comes too late finds nothing to end. */
function cancelStatement(store: PostgresStore, client: PoolClient): void {
  if (!('processID' in client)) return
  store.pool.query('SELECT pg_cancel_backend($1)', [client.processID]).catch(() => undefined)
}
