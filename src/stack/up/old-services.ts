import type { PortPlan } from '../ports/choose-ports.js'
import { endProcess } from '../providers/end-process.js'
import { runningServices } from '../service-host/remembered-services.js'
import type { ServicesRecord, StackState } from '../stack-state.js'

const STOP_GRACE_MS = 5000

/** Services in the background that `up` is about to replace: not well, or not as they are wanted now. */
export interface OldServices {
  readonly ports: PortPlan
  end(): Promise<void>
}

/** Those that run for a stack. Services in the foreground of another program are that program's. */
export function oldServices(state: StackState, home: string): OldServices {
  const services = runningServices(state, home)
  if (services === undefined || services.owner !== undefined) return { ports: {}, end: async () => {} }
  return { ports: portsOf(services), end: async () => endProcess(services.process, 'SIGTERM', STOP_GRACE_MS) }
}

function portsOf({ urls }: ServicesRecord): PortPlan {
  return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, Number(new URL(url).port)]))
}
