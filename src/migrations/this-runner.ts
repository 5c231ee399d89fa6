import { hostname, userInfo } from 'node:os'
import { packageVersion } from '../core/package-version.js'
import type { LedgerEntry } from '../stores/migration-store.js'

/** Who writes the ledger, as an entry says it. */
export function thisRunner(): Pick<LedgerEntry, 'by' | 'tool'> {
  return { by: `${userName()}@${hostname()} pid ${process.pid}`, tool: packageVersion() }
}

/** A container may run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
