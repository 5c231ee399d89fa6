import type { StoreName } from '../core/store-name.js'
import type { Output } from '../output/output.js'
import { findRemoteHosts } from '../stores/is-local-host.js'
import type { Stores } from '../stores/stores.js'

/** With --allow-remote, asks for confirmation before stores on other hosts are changed. True if all are local. */
export async function confirmRemote(
  output: Output,
  stores: Stores,
  { allowRemote, only }: { readonly allowRemote?: boolean; readonly only: readonly StoreName[] },
): Promise<boolean> {
  if (allowRemote !== true) return true
  const remote: string[] = []
  for (const name of only) {
    for (const host of await findRemoteHosts(stores[name].hosts)) remote.push(`${name} at ${host}`)
  }
  return remote.length === 0 || output.confirm(`Change ${remote.join(', ')}?`)
}
