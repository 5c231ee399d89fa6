import type { ChildProcess } from 'node:child_process'
import { packageFile } from '../../core/package-file.js'
import { startGuardian } from '../start-guardian.js'
import type { ForkRecord } from './fork-record.js'

/** Told to the guardian: what there is to remove should this process die, and what is removed already. */
export type KeeperMessage = { readonly made: ForkRecord } | { readonly gone: string }

// The compiled file, from the sources as well (tests).
const GUARDIAN = packageFile('dist/stack/fork/fork-guardian.js')
let guardian: ChildProcess | undefined

/** Tells this process's guardian, which removes what forks made when this process is gone, however it went. */
export function tellGuardian(message: KeeperMessage): void {
  if (guardian === undefined || !guardian.connected) {
    guardian = startGuardian(GUARDIAN)
    guardian.on('error', () => {})
  }
  guardian.send(message, () => {})
}
