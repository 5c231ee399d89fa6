import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeFileAtomic } from '../../core/write-file-atomic.js'
import { isAlive } from '../../providers/process-identity.js'
import { readProcessRecord, toProcessRecord } from './process-record.js'
import { isServicesRecord } from './state-shape.js'
import type { ServicesRecord, StackState } from './stack-state.js'

/** Written by `up` and by a background host itself, in case the state file is lost or was never written. */
export function saveServicesRecord(home: string, services: ServicesRecord): void {
  writeFileAtomic(getServicesRecordPath(home), toProcessRecord(home, services))
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
  const { directory, ...services } = readProcessRecord(getServicesRecordPath(home)) ?? {}
  if (!isServicesRecord(services) || !isAlive(services.process)) return undefined
  return directory !== undefined || dirname(dirname(services.logFile)) === home ? services : undefined
}

function getServicesRecordPath(home: string): string {
  return join(home, 'services.running.json')
}
