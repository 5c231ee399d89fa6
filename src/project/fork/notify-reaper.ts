import type { ChildProcess } from 'node:child_process'
import { getPackagePath } from '../../core/package-path.js'
import { startReaper } from '../components/start-reaper.js'
import type { ForkRecord } from './fork-record.js'

/** A fork to remove if this process dies, or the name of one that was removed. */
export type ReaperMessage = { readonly created: ForkRecord } | { readonly removed: string }

// The compiled file, even when running from the sources, as tests do.
const REAPER_PROGRAM = getPackagePath('dist/bundle/fork-reaper.cjs')
let reaper: ChildProcess | undefined

/** Notifies this process's reaper, which removes the remaining forks when this process exits, even if killed. */
export function notifyReaper(message: ReaperMessage): void {
  if (reaper === undefined || !reaper.connected) {
    reaper = startReaper(REAPER_PROGRAM)
    reaper.on('error', () => {})
  }
  reaper.send(message, () => {})
}
