import { HomeError } from '../../core/home-error.js'
import type { StoreName } from '../../core/store-name.js'
import { STORE_ERRORS } from '../../stores/contracts/store-errors.js'
import type { RecordedProject } from '../state/recorded-project.js'

/** Throws `REMOTE_TARGET_NOT_ALLOWED` if the store is on another machine. Engines that the tool runs are on this one. */
export async function assertLocalRecord({ state }: RecordedProject, store: StoreName): Promise<void> {
  const engine = state.engines.find((each) => each.store === store)
  if (engine === undefined || engine.provider !== 'external') return
  const [{ openStore }, { findRemoteTarget, formatRemoteTarget }] = await Promise.all([
    import('../../stores/open-stores.js'),
    import('../../stores/find-remote-target.js'),
  ])
  await using opened = await openStore(store, engine.endpoint)
  const target = await findRemoteTarget(opened, { byAddress: true })
  if (target === undefined) return
  throw new HomeError(STORE_ERRORS.REMOTE_TARGET_NOT_ALLOWED, {
    message: `${store} is on another machine, ${target.hosts.join(', ')}: its records cannot be edited here.`,
    detail: formatRemoteTarget(target),
    suggestion: 'Change the record through the API of its service.',
  })
}
