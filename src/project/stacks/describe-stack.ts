import { existsSync } from 'node:fs'
import { isEphemeralHome } from '../../config/exported-stack.js'
import { STORE_NAMES } from '../../core/store-name.js'
import type { StackContainer } from '../../providers/docker/list-stack-containers.js'
import { getEnginePaths } from '../../providers/embedded/engine-paths.js'
import { findRunningEngine } from '../../providers/embedded/engine-record-file.js'
import { isAlive } from '../../providers/process-identity.js'
import type { ProcessIdentity } from '../../providers/provider.js'
import type { StackProcess } from '../components/find-stack-processes.js'
import { inspectState } from '../state/inspect-state.js'
import type { ProjectLocation } from '../state/project-location.js'
import { findRunningServices } from '../state/services-record-file.js'
import { createEmptyState, type StackState } from '../state/stack-state.js'
import { getProcessStartTime } from './process-start-time.js'

/** A project that may have a stack, with what was found of it. */
export interface StackCandidate extends ProjectLocation {
  readonly processes: readonly StackProcess[]
  readonly containers: readonly StackContainer[]
}

/** A stack of this user, as `ls --json` prints it. */
export interface FoundStack {
  readonly project: string
  /** The project directory; for an ephemeral stack, its temporary directory. */
  readonly directory: string
  /** Whether the directory exists. The stack of a deleted directory can still be stopped. */
  readonly directoryExists: boolean
  /** The stack of `createStack({ ephemeral: true })` or `exec --ephemeral`. */
  readonly ephemeral: boolean
  /** `elsewhere`: running in another container or PID namespace, where its components are not visible. */
  readonly status: 'running' | 'stopped' | 'elsewhere'
  /** The running components: stores, add-ons and `services`. */
  readonly running: readonly string[]
  /** Null if the services are not running. */
  readonly gateway: string | null
  /** Null if it is not known. */
  readonly provider: string | null
  /** When the first of the running components started, in ISO 8601. Null if nothing is running, or if it is not known. */
  readonly startedAt: string | null
  /** The state directory. */
  readonly home: string
}

/** What is running of a stack. Each component is checked: recorded processes that have exited are left out. */
export async function describeStack(candidate: StackCandidate): Promise<FoundStack> {
  const { project, home, processes, containers } = candidate
  const ephemeral = isEphemeralHome(home)
  const { state, elsewhere } = inspectState(candidate)
  const engines = await findEngines(candidate, state)
  const services = findRunningServices(state ?? createEmptyState(candidate), home)
  const running = new Set([
    ...processes.map(({ component }) => component),
    ...engines.keys(),
    ...containers.map(({ service }) => service),
    ...(services === undefined ? [] : ['services']),
  ])
  const identities = [
    ...processes.map((found) => found.process),
    ...engines.values(),
    ...(services === undefined ? [] : [services.process]),
  ].filter((identity) => identity !== 'elsewhere')
  const isElsewhere = elsewhere || [...engines.values()].includes('elsewhere')
  const directory = ephemeral ? home : candidate.root
  const provider = state?.provider ?? (containers.length > 0 ? 'docker' : undefined)
  return {
    project,
    directory,
    directoryExists: existsSync(directory),
    ephemeral,
    status: isElsewhere ? 'elsewhere' : running.size > 0 ? 'running' : 'stopped',
    running: isElsewhere ? [] : [...running].toSorted(),
    gateway: services?.urls.gateway ?? null,
    provider: provider ?? (engines.size > 0 || processes.length > 0 ? 'embedded' : null),
    startedAt: toEarliest([
      ...identities.map(getProcessStartTime),
      ...containers.map(({ createdAt }) => createdAt),
    ]),
    home,
  }
}

async function findEngines(
  { home }: StackCandidate,
  state: StackState | undefined,
): Promise<ReadonlyMap<string, ProcessIdentity | 'elsewhere'>> {
  const found = new Map<string, ProcessIdentity | 'elsewhere'>()
  for (const { store, process: identity } of state?.engines ?? [])
    if (identity !== undefined && isAlive(identity)) found.set(store, identity)
  for (const store of STORE_NAMES.filter((name) => !found.has(name))) {
    // It throws if another container or PID namespace has locked the data.
    const engine = await findRunningEngine(getEnginePaths(store, home)).catch(() => 'elsewhere' as const)
    if (engine !== undefined) found.set(store, engine === 'elsewhere' ? engine : engine.process)
  }
  return found
}

function toEarliest(times: readonly (number | undefined)[]): string | null {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? null : new Date(Math.min(...known)).toISOString()
}
