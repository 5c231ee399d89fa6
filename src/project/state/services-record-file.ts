import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeFileAtomic } from '../../core/write-file-atomic.js'
import { getFileIdentity } from '../../providers/file-identity.js'
import { isAlive } from '../../providers/process-identity.js'
import { isServicesRecord } from './state-shape.js'
import type { ServicesRecord, StackState } from './stack-state.js'

/** Written by `up` and by a background host itself, in case the state file is lost or was never written. */
export function saveServicesRecord(home: string, services: ServicesRecord): void {
  writeFileAtomic(
    getServicesRecordPath(home),
    JSON.stringify({ ...services, directory: getFileIdentity(home) }),
  )
}

export function deleteServicesRecord(home: string): void {
  rmSync(getServicesRecordPath(home), { force: true })
}

/** The running services of a project: those in its state, else a host that the state does not have. */
export function findRunningServices(
  { services: recorded }: StackState,
  home: string,
): ServicesRecord | undefined {
  if (recorded !== undefined && isAlive(recorded.process)) return recorded
  try {
    const record = JSON.parse(readFileSync(getServicesRecordPath(home), 'utf8')) as ServicesRecord & {
      readonly directory?: string
    }
    const { directory, ...services } = record
    // In a copy of the directory, the record names the process of the original.
    if (directory !== undefined && directory !== getFileIdentity(home)) return undefined
    if (directory === undefined && dirname(dirname(services.logFile)) !== home) return undefined
    return isServicesRecord(services) && isAlive(services.process) ? services : undefined
  } catch {
    return undefined
  }
}

function getServicesRecordPath(home: string): string {
  return join(home, 'services.running.json')
}
