import { readFile, rm, writeFile } from 'node:fs/promises'
import { endProcess } from '../end-process.js'
import { stillRuns } from '../process-identity.js'
import type { ProcessIdentity } from '../provider.js'
import type { EngineFolders } from './engine-folders.js'

const GRACE_MS = 10_000

export async function rememberProcess(folders: EngineFolders, identity: ProcessIdentity): Promise<void> {
  await writeFile(folders.process, JSON.stringify(identity), { mode: 0o600 })
}

export async function forgetProcess(folders: EngineFolders): Promise<void> {
  await rm(folders.process, { force: true })
}

/**
 * Ends an engine of an earlier command that still has the data folder, though the stack does not know it any more. Two
 * engines on one folder would damage it.
 */
export async function endLeftover(folders: EngineFolders, gentle: NodeJS.Signals): Promise<void> {
  const identity = await remembered(folders)
  if (identity && stillRuns(identity)) await endProcess(identity, gentle, GRACE_MS)
}

async function remembered(folders: EngineFolders): Promise<ProcessIdentity | undefined> {
  try {
    const found: unknown = JSON.parse(await readFile(folders.process, 'utf8'))
    if (found === null || typeof found !== 'object' || !('pid' in found && 'startedAt' in found))
      return undefined
    const { pid, startedAt } = found
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined
  } catch {
    return undefined
  }
}
