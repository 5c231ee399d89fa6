import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from '../../providers/process-identity.js'
import type { ServicesRecord, StackState } from '../state/stack-state.js'

/** Written by the service host itself, beside the state file's word for it, which may be lost or never written. */
export function saveServicesRecord(home: string, services: ServicesRecord): void {
  writeFileSync(getServicesRecordPath(home), JSON.stringify(services), { mode: 0o600 })
}

export function deleteServicesRecord(home: string): void {
  rmSync(getServicesRecordPath(home), { force: true })
}

/** The services that run for a project: those of its state, else the host that the state does not know. */
export function findRunningServices({ services }: StackState, home: string): ServicesRecord | undefined {
  if (services !== undefined && isAlive(services.process)) return services
  try {
    const found = JSON.parse(readFileSync(getServicesRecordPath(home), 'utf8')) as ServicesRecord
    return isAlive(found.process) ? found : undefined
  } catch {
    return undefined
  }
}

function getServicesRecordPath(home: string): string {
  return join(home, 'services.running.json')
}
