import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Provider } from '../../providers/provider.js'
import type { SnapshotManifest } from '../../snapshots/snapshot-manifest.js'
import type { StackReporter } from '../state/stack-reporter.js'
import { readState } from '../state/state-file.js'
import { chooseProvider } from '../up/choose-provider.js'
import { describeFallback, isImageUnavailable } from '../up/up-run.js'

export interface NewProviderOptions {
  /** Of the data in the snapshot. */
  readonly manifest: SnapshotManifest
  readonly reporter: StackReporter
}

/**
 * Calls `work` with the provider for data that a snapshot brings to a project without data: a physical snapshot has that of its files.
 * As with `up`, it is embedded if the images of Docker are unavailable and the provider is not configured.
 */
export async function withNewProvider<T>(
  config: ResolvedConfig,
  { manifest, reporter }: NewProviderOptions,
  work: (provider: Provider['name']) => Promise<T>,
): Promise<T> {
  if (manifest.format === 'physical') return work(manifest.provider)
  const { state } = readState(config)
  const provider = state.provider ?? (await chooseProvider({ config, state })).name
  try {
    return await work(provider)
  } catch (error) {
    const mayFallBack = config.provider === 'auto' && readState(config).state.provider === undefined
    if (!mayFallBack || !isImageUnavailable(error)) throw error
    reporter.warn(describeFallback(error))
    return await work('embedded')
  }
}
