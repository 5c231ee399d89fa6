import { hostname, userInfo } from 'node:os'
import { getPackageVersion } from '../core/package-version.js'
import type { HistoryEntry } from '../stores/migration-store.js'

/** Who writes the ledger, as an entry says it. */
export function getCurrentRunner(): Pick<HistoryEntry, 'by' | 'tool'> {
  return { by: `${getUserName()}@${hostname()} pid ${process.pid}`, tool: getPackageVersion() }
}

/** A container may run as a user that has no name. */
function getUserName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
