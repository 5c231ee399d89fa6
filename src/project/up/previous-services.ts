import type { PortPlan } from '../ports/choose-ports.js'
import { stopProcess } from '../../providers/stop-process.js'
import { findRunningServices } from '../service-host/services-record-file.js'
import type { ServicesRecord, StackState } from '../state/stack-state.js'

const STOP_GRACE_MS = 5000

/** Background services that `up` is about to replace, as they are unhealthy or their settings have changed. */
export interface PreviousServices {
  readonly ports: PortPlan
  stop(): Promise<void>
}

/** Finds the running services of a stack. Services that run in another program are not replaced. */
export function findPreviousServices(state: StackState, home: string): PreviousServices {
  const services = findRunningServices(state, home)
  if (services === undefined || services.owner !== undefined) return { ports: {}, stop: async () => {} }
  return {
    ports: parsePorts(services),
    stop: async () => stopProcess(services.process, 'SIGTERM', STOP_GRACE_MS),
  }
}

function parsePorts({ urls }: ServicesRecord): PortPlan {
  return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, Number(new URL(url).port)]))
}
