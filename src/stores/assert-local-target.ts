import { HomeError } from '../core/home-error.js'
import { STORE_ERRORS } from './contracts/store-errors.js'
import { findRemoteTarget, formatRemoteTarget, type IdentifiableStore } from './find-remote-target.js'

/** Throws `REMOTE_TARGET_NOT_ALLOWED` if the store to write to is on another machine, also behind a tunnel. */
export async function assertLocalTarget(store: IdentifiableStore): Promise<void> {
  const target = await findRemoteTarget(store, { byAddress: true })
  if (target === undefined) return
  throw new HomeError(STORE_ERRORS.REMOTE_TARGET_NOT_ALLOWED, {
    message: `${store.name} is on another machine, ${target.hosts.join(', ')}; nothing was changed.`,
    detail: `${formatRemoteTarget(target)}. Commands that write to a store on another machine require --allow-remote.`,
    suggestion: 'Pass --allow-remote and confirm.',
  })
}
