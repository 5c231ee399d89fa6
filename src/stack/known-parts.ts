import type { ResolvedConfig } from '../config/resolved-config.js'
import type { KnownEngine } from './known-engines.js'
import { loadProvider } from './providers/load-provider.js'
import type { PartRecord } from './providers/provider.js'
import type { StackState } from './stack-state.js'

/** An optional part of the project, and whether its container runs now. */
export interface KnownPart {
  readonly record: PartRecord
  readonly running: boolean
}

/** The optional parts of a project, as their provider finds them: the state file may know less. */
export async function knownParts(
  config: ResolvedConfig,
  state: StackState,
  engines: readonly KnownEngine[],
): Promise<readonly KnownPart[]> {
  const named = [state.provider, ...engines.map(({ engine }) => engine.provider)]
  if (!named.includes('docker')) return []
  const { parts } = await loadProvider('docker')
  const records = (await parts?.find(config)) ?? []
  return Promise.all(
    records.map(async (record) => ({ record, running: (await parts?.running(record)) ?? false })),
  )
}
