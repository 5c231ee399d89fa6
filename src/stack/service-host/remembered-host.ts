import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endProcess } from '../providers/end-process.js'
import type { ProcessIdentity } from '../providers/provider.js'

const GRACE_MS = 5000

/** Kept beside the state file's word for it, which may be lost or damaged. */
export function rememberHost(home: string, identity: ProcessIdentity): void {
  writeFileSync(fileOf(home), JSON.stringify(identity), { mode: 0o600 })
}

/** Ends the host that an earlier command left running, whether or not the state knows it. */
export async function endRememberedHost(home: string): Promise<void> {
  const identity = remembered(home)
  if (identity !== undefined) await endProcess(identity, 'SIGTERM', GRACE_MS)
  rmSync(fileOf(home), { force: true })
}

function remembered(home: string): ProcessIdentity | undefined {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(fileOf(home), 'utf8')) as Partial<ProcessIdentity>
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined
  } catch {
    return undefined
  }
}

function fileOf(home: string): string {
  return join(home, 'services.json')
}
