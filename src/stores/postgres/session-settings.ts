import type { LockOptions } from '../migration-store.js'
import { pg } from './pg.js'

/** What a migrating session is given before it runs anything, by the names of PostgreSQL's parameters. */
export type SessionSettings = Readonly<Record<string, string>>

export function createSessionSettings(name: string, options: LockOptions): SessionSettings {
  return {
    application_name: name,
    lock_timeout: String(options.lockTimeoutMs),
    statement_timeout: String(options.statementTimeoutMs),
  }
}

/**
 * Statements that leave nothing of what a migration SET: the next one must find the same session, whether it runs at once
 * or another day. The first two words also give back a role that may not write the ledger.
 */
export function toResetStatements(settings: SessionSettings): string {
  const set = Object.entries(settings).map(([name, value]) => `SET ${name} = ${pg.escapeLiteral(value)}`)
  return [RESET_ROLE, 'RESET ALL', ...set].join(';\n')
}

export const RESET_ROLE = 'RESET SESSION AUTHORIZATION;\nRESET ROLE'
