import type { StoreName } from '../core/store-name.js'
import type { Output } from '../output/output.js'
import { findRemoteTarget, formatRemoteTarget } from '../stores/find-remote-target.js'
import type { Stores } from '../stores/stores.js'

/** With --allow-remote, asks for confirmation before stores on other machines are changed. */
export async function confirmRemote(
  output: Output,
  stores: Stores,
  { allowRemote, only }: { readonly allowRemote?: boolean; readonly only: readonly StoreName[] },
): Promise<void> {
  if (allowRemote !== true) return
  const targets = await Promise.all(only.map(async (name) => findRemoteTarget(stores[name])))
  const remote = targets.filter((target) => target !== undefined).map(formatRemoteTarget)
  if (remote.length > 0) await output.confirm(`Change ${remote.join('; ')}?`)
}
