import { join } from 'node:path'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { forEachStore } from '../../core/for-each-store.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { loadProvider } from '../components/load-provider.js'
import { replaceData, type RestoreJournal } from './restore-journal.js'

/** Gives a project without data the files below a directory, which is as in a physical snapshot, and records it in the state. */
export async function placeData(
  config: ResolvedConfig,
  source: Omit<RestoreJournal, 'stores'>,
  signal: AbortSignal,
): Promise<void> {
  await stageData(config, source, signal)
  const { deleted } = await replaceData(config, { ...source, stores: STORE_NAMES })
  await deleted
}

/** Copies the files below a directory to where `replaceData` takes them from. Engines may run meanwhile. */
export async function stageData(
  config: ResolvedConfig,
  { provider, directory }: Pick<RestoreJournal, 'provider' | 'directory'>,
  signal: AbortSignal,
): Promise<void> {
  const { files } = await loadProvider(provider)
  await forEachStore(signal, async (store, aborted) => {
    await files?.stage(store, config, join(directory, store), aborted)
  })
}
