import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { tryWriteFileAtomic } from '../../core/write-file-atomic.js'
import { getProcessIdentity, isAlive } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import { readProcessRecord, toProcessRecord } from '../state/process-record.js'

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
  const record = readProcessRecord(getStudioRecordPath(home, kind)) as StudioRecord | undefined
  return record !== undefined && isAlive(record.process) ? record : undefined
}

/** Records that this process serves Studio, until disposed, so that `status` shows its URL. */
export function recordForegroundStudio(home: string, url: string): Disposable {
  const identity = getProcessIdentity(process.pid)
  // A project that was never started has no state.
  if (identity === undefined || !existsSync(home)) return { [Symbol.dispose]: () => {} }
  saveStudioRecord(home, 'foreground', { process: identity, url })
  return {
    [Symbol.dispose]() {
      const current = findStudio(home, 'foreground')
      if (current?.process.pid === process.pid)
        rmSync(getStudioRecordPath(home, 'foreground'), { force: true })
    },
  }
}

export function saveStudioRecord(home: string, kind: keyof typeof FILES, record: StudioRecord): void {
  tryWriteFileAtomic(getStudioRecordPath(home, kind), toProcessRecord(home, record))
}

export function getStudioRecordPath(home: string, kind: keyof typeof FILES): string {
  return join(home, FILES[kind])
}
