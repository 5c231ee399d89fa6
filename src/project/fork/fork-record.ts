import type { Endpoints } from '../../core/store-types.js'
import type { StoreName } from '../../core/store-name.js'
import type { ForkEngine } from '../../stores/contracts/store-fork.js'

/** What a fork created, as plain JSON: everything that the reaper needs to remove it. */
export interface ForkRecord {
  /** The name of its copies, such as databases. */
  readonly name: string
  /** The endpoints of the forked stack. */
  readonly source: Endpoints
  /** The engines that were started for this fork, by store. */
  readonly ownEngines: Readonly<Partial<Record<StoreName, ForkEngine>>>
}
