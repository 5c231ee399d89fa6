import type { LockOptions, MigrationSession } from '../../contracts/migration-store.js'
import { performStatement } from './perform-statement.js'
import { performInTransaction } from './perform-in-transaction.js'
import { toChangeStatement, CREATE_HISTORY_TABLE, findHistory, recordSchema } from './postgres-history.js'
import { acquirePostgresLock } from './postgres-lock.js'
import { cancelOnAbort } from '../client/cancel-statement.js'
import type { PostgresStore } from '../client/postgres-store.js'
import { RESET_ROLE, toResetStatements } from './session-settings.js'

/** Acquires the lock and opens a session. All its operations use the connection that holds the lock. */
export async function openPostgresSession(
  store: PostgresStore,
  options: LockOptions,
): Promise<MigrationSession<string>> {
  const { client, settings, lost } = await acquirePostgresLock(store, options)
  const reset = toResetStatements(settings)
  let historyTableExists = false
  /** Runs statements of the migrator. Creates the history table first if it is missing. */
  const runStatements = async (...statements: readonly string[]): Promise<void> => {
    const create = historyTableExists ? [] : [CREATE_HISTORY_TABLE]
    await client.query([RESET_ROLE, ...create, ...statements].join(';\n'))
    historyTableExists = true
  }
  return {
    signal: lost,
    async readHistory() {
      const found = await findHistory(client)
      historyTableExists = found !== undefined
      return found ?? { entries: [] }
    },
    writeEntries: async (...entries) =>
      runStatements(
        ...entries.map((entry) => toChangeStatement({ write: entry })),
        ...(entries.every(({ outcome }) => outcome === 'running') ? [] : [reset]),
      ),
    deleteEntry: async (id) => runStatements(toChangeStatement({ delete: id }), reset),
    async recordSchema(key) {
      if (!historyTableExists) await runStatements()
      await recordSchema(client, key)
    },
    perform: async (step, context) =>
      cancelOnAbort(store, client, context.signal, async () => performStatement(client, step, context)),
    performInTransaction: async (steps, change, { onStep, signal }) =>
      cancelOnAbort(store, client, signal, async () => {
        try {
          await performInTransaction(client, steps, onStep, signal)
          await runStatements(toChangeStatement(change()), 'COMMIT', reset)
        } catch (error) {
          if (!lost.aborted) await client.query('ROLLBACK')
          throw error
        }
      }),
    async [Symbol.asyncDispose]() {
      // Unlock explicitly: the server notices the closed connection later, possibly after the next attempt to lock.
      await client.query('SELECT pg_advisory_unlock_all()').catch(() => undefined)
      client.release(true)
    },
  }
}
