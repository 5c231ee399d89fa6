import type { ChildProcess } from 'node:child_process'
import { getPackagePath } from '../../core/package-path.js'
import { startReaper } from '../components/start-reaper.js'
import type { ForkRecord } from './fork-record.js'

/** Told to the guardian: what there is to remove should this process die, and what is removed already. */
export type ReaperMessage = { readonly made: ForkRecord } | { readonly gone: string }

// The compiled file, from the sources as well (tests).
const REAPER_PROGRAM = getPackagePath('dist/project/fork/fork-reaper.js')
let reaper: ChildProcess | undefined

/** Tells this process's guardian, which removes what forks made when this process is gone, however it went. */
export function notifyReaper(message: ReaperMessage): void {
  if (reaper === undefined || !reaper.connected) {
    reaper = startReaper(REAPER_PROGRAM)
    reaper.on('error', () => {})
  }
  reaper.send(message, () => {})
}
