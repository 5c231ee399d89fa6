import { HomeError } from '../core/home-error.js'
import { isTransientError } from '../stores/is-transient-error.js'
import { getPostgresHost } from '../stores/postgres/client/parse-postgres-url.js'
import type { PostgresStore } from '../stores/postgres/client/postgres-store.js'
import { storeUnreachable } from '../stores/contracts/store-unreachable.js'
import { EVENTS_ERRORS } from './events-errors.js'

/** Runs a query on the event log; reports an unreachable or unmigrated PostgreSQL as such. */
export async function withEventLogErrors<T>(store: PostgresStore, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isTransientError(error))
      throw storeUnreachable(store.name, getPostgresHost(store.endpoint.url), error)
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // undefined_table and invalid_schema_name (PostgreSQL manual, appendix A).
    if (code !== '42P01' && code !== '3F000') throw error
    throw new HomeError(EVENTS_ERRORS.EVENT_LOG_MISSING, {
      message: 'PostgreSQL has no event log.',
      detail: String(error),
      suggestion: 'Run homemanager migrate.',
      cause: error,
    })
  }
}
