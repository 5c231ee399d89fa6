import type { PortName, ResolvedConfig } from '../../config/resolved-config.js'
import type { ServiceName } from '../../core/service-name.js'
import type { EngineRecord, AddonRecord, ProcessIdentity, Provider } from '../../providers/provider.js'

/** The process that hosts the bundled services and the gateway. */
export interface ServicesRecord {
  readonly process: ProcessIdentity
  /** `program`: it runs inside a program of the user's, by the library, and is not ours to end. */
  readonly owner?: 'program'
  readonly urls: Readonly<Record<'gateway' | ServiceName, string>>
  readonly logFile: string
}

/** An engine that this stack uses, and who runs it. */
export type StackEngine = EngineRecord & {
  readonly provider: Provider['name']
  /** As the server itself says it; known once it answered. */
  readonly version?: string
}

/** What a project remembers between commands: `<home>/state.json`. */
export interface StackState {
  readonly version: 1
  readonly project: string
  /** Absolute; leftovers of a moved or deleted folder are recognised by it. */
  readonly root: string
  /** Who ran the engines last: `auto` stays with it, because the data is there. Forgotten by `down --volumes`. */
  readonly provider?: Provider['name']
  /** Ports that defaults moved to; they stay. */
  readonly ports: Readonly<Partial<Record<PortName, number>>>
  readonly engines: readonly StackEngine[]
  /** Optional parts that run. */
  readonly addons?: readonly AddonRecord[]
  readonly services?: ServicesRecord
  /** Profiles that were seeded, as `profile#seed`, so that `up --seed` is quick the second time. */
  readonly seeded: readonly string[]
  /** Fingerprint of the migration files that were applied last; another one makes `up` migrate again. */
  readonly migrated?: string
}

export function createEmptyState(config: ResolvedConfig): StackState {
  return { version: 1, project: config.project, root: config.root, ports: {}, engines: [], seeded: [] }
}
