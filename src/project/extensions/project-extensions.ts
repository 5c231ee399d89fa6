import type { DatasetExtensions } from '../../dataset/generator/registry.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import type { CreateHandlers } from '../../app/events/compose-event-processing.js'
import type { AccessPattern } from '../../stores/contracts/access-pattern.js'
import type { VerifyExtensions } from '../../verify/verify-stores.js'

/** What the extensions of one project add. It is passed to whatever uses it: another project of this process has others. */
export interface ProjectExtensions extends DatasetExtensions, VerifyExtensions {
  /** Requests of the project's programs, which `explain` measures. */
  readonly accessPatterns: readonly AccessPattern[]
  /** Creates the consumers of events. */
  readonly createEventHandlers: CreateHandlers
}

/** A project without extensions. */
export const NO_EXTENSIONS: ProjectExtensions = {
  entities: BUNDLED_ENTITIES,
  generators: [],
  fields: [],
  invariants: [],
  accessPatterns: [],
  createEventHandlers: () => [],
}
