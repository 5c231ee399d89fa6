import { hostname, userInfo } from 'node:os'
import { getPackageVersion } from '../core/package-version.js'
import type { HistoryEntry } from '../stores/contracts/migration-store.js'

/** Returns the user, process and version that history entries record. */
export function getCurrentRunner(): Pick<HistoryEntry, 'by' | 'tool'> {
  return { by: `${getUserName()}@${hostname()} pid ${process.pid}`, tool: getPackageVersion() }
}

/** Returns the user ID if the user has no name, as in some containers. */
function getUserName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}
