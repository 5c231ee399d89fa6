import type { Stores } from '../../stores/stores.js'
import { type VerifyOptions, type VerifyReport, verifyStores } from '../../verify/verify-stores.js'
import type { ProjectExtensions } from '../extensions/project-extensions.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { createWaitForOldEvents } from './wait-for-old-events.js'

/** Checks the invariants, also the project's own, in extensions and in SQL files. If services run, old events are waited for. */
export async function verifyProject(
  project: RecordedProject,
  stores: Stores,
  extensions: ProjectExtensions,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const { root, invariants } = project.config
  const own = invariants === undefined ? {} : { own: { root, files: invariants } }
  return verifyStores(
    stores,
    { extensions, ...own, ...options },
    createWaitForOldEvents(project, stores, options.signal),
  )
}
