import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Provider } from '../../providers/provider.js'
import type { SnapshotManifest } from '../../snapshots/snapshot-manifest.js'
import { readState } from '../state/state-file.js'
import { chooseProvider } from '../up/choose-provider.js'

/** The provider for data that a snapshot brings to a project without data: a physical snapshot has that of its files. */
export async function chooseNewProvider(
  config: ResolvedConfig,
  { format, provider }: SnapshotManifest,
): Promise<Provider['name']> {
  if (format === 'physical') return provider
  const { state } = readState(config)
  return state.provider ?? (await chooseProvider({ config, state })).name
}
