import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from '../../providers/process-identity.js'
import type { ServicesRecord, StackState } from './stack-state.js'

/** Written by the service host itself, in case the state file is lost or was never written. */
export function saveServicesRecord(home: string, services: ServicesRecord): void {
  writeFileSync(getServicesRecordPath(home), JSON.stringify(services), { mode: 0o600 })
}

export function deleteServicesRecord(home: string): void {
  rmSync(getServicesRecordPath(home), { force: true })
}

/** The running services of a project: those in its state, else a host that the state does not have. */
export function findRunningServices({ services }: StackState, home: string): ServicesRecord | undefined {
  if (services !== undefined && isAlive(services.process)) return services
  try {
    const record = JSON.parse(readFileSync(getServicesRecordPath(home), 'utf8')) as ServicesRecord
    return isAlive(record.process) ? record : undefined
  } catch {
    return undefined
  }
}

function getServicesRecordPath(home: string): string {
  return join(home, 'services.running.json')
}
