import { getAddon } from '../../addons/registry.js'
import type { AddonRecord } from '../../providers/provider.js'

/** Whether an add-on is ready, by its own protocol. Never throws. */
export async function isAddonReady({ name, url }: AddonRecord, timeoutMs: number): Promise<boolean> {
  const isReady = await getAddon(name).loadReadinessCheck()
  return isReady(url, timeoutMs)
}
