import type { LockOptions } from '../../contracts/migration-store.js'
import { pg } from '../client/pg.js'

/** Session settings of a migration run, by PostgreSQL parameter name. */
export type SessionSettings = Readonly<Record<string, string>>

export function createSessionSettings(name: string, options: LockOptions): SessionSettings {
  return {
    application_name: name,
    lock_timeout: String(options.lockTimeoutMs),
    statement_timeout: String(options.statementTimeoutMs),
  }
}

/**
 * Statements that undo all SET commands of a migration, so that every migration starts with the same session settings.
 * `RESET_ROLE` also undoes SET ROLE, since the new role might not be allowed to write the history.
 */
export function toResetStatements(settings: SessionSettings): string {
  const statements = Object.entries(settings).map(
    ([name, value]) => `SET ${name} = ${pg.escapeLiteral(value)}`,
  )
  return [RESET_ROLE, 'RESET ALL', ...statements].join(';\n')
}

export const RESET_ROLE = 'RESET SESSION AUTHORIZATION;\nRESET ROLE'
