import type { PullPolicy } from '../../providers/provider.js'
import type { StackReporter } from '../stack/stack-reporter.js'

/**
 * Where the services and the gateway run. `background`: a process of their own that lives on; `here`: this process, a
 * program of the user's that `down` leaves alone; `foreground`: this process, which `down` may end; `none`: nowhere.
 */
export type ServicesMode = 'background' | 'in-process' | 'foreground' | 'none'

export interface UpOptions {
  /** Profile to seed once everything is migrated; nothing happens when that was done. */
  readonly seed?: string
  readonly services: ServicesMode
  /** When images are fetched. Default: missing. */
  readonly pull?: PullPolicy
  /** For the whole of it. */
  readonly timeoutMs: number
  /** Interruption: what was started in this run is stopped again. */
  readonly signal: AbortSignal
  readonly reporter: StackReporter
}
