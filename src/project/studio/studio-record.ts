import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseJsonRecord } from '../../core/parse-json-record.js'
import { tryWriteFileAtomic } from '../../core/write-file-atomic.js'
import { getProcessIdentity, isAlive } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'

/** A process that serves Studio. */
export interface StudioRecord {
  readonly process: ProcessIdentity
  /** With the token of the run. */
  readonly url: string
}

/** The one of `up --studio`, which `down` stops, and the one that `homemanager studio` has started in a terminal. */
const FILES = { background: 'studio.json', foreground: 'studio-foreground.json' } as const

/** Studio of the project, if it runs. */
export function findStudio(home: string, kind: keyof typeof FILES): StudioRecord | undefined {
  try {
    const text = readFileSync(getStudioRecordPath(home, kind), 'utf8')
    const record = parseJsonRecord(text) as StudioRecord | undefined
    return record !== undefined && isAlive(record.process) ? record : undefined
  } catch {
    return undefined
  }
}

/** Records that this process serves Studio, until disposed, so that `status` shows its URL. */
export function recordForegroundStudio(home: string, url: string): Disposable {
  const identity = getProcessIdentity(process.pid)
  // A project that was never started has no state.
  if (identity === undefined || !existsSync(home)) return { [Symbol.dispose]: () => {} }
  const record: StudioRecord = { process: identity, url }
  tryWriteFileAtomic(getStudioRecordPath(home, 'foreground'), JSON.stringify(record))
  return {
    [Symbol.dispose]() {
      const current = findStudio(home, 'foreground')
      if (current?.process.pid === process.pid)
        rmSync(getStudioRecordPath(home, 'foreground'), { force: true })
    },
  }
}

export function getStudioRecordPath(home: string, kind: keyof typeof FILES): string {
  return join(home, FILES[kind])
}
