import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stillRuns } from '../providers/process-identity.js'
import type { ServicesRecord, StackState } from '../stack-state.js'

/** Written by the service host itself, beside the state file's word for it, which may be lost or never written. */
export function rememberServices(home: string, services: ServicesRecord): void {
  writeFileSync(fileOf(home), JSON.stringify(services), { mode: 0o600 })
}

export function forgetServices(home: string): void {
  rmSync(fileOf(home), { force: true })
}

/** The services that run for a project: those of its state, else the host that the state does not know. */
export function runningServices({ services }: StackState, home: string): ServicesRecord | undefined {
  if (services !== undefined && stillRuns(services.process)) return services
  try {
    const found = JSON.parse(readFileSync(fileOf(home), 'utf8')) as ServicesRecord
    return stillRuns(found.process) ? found : undefined
  } catch {
    return undefined
  }
}

function fileOf(home: string): string {
  return join(home, 'services.running.json')
}
