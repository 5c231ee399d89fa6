import type { ResolvedConfig } from '../../config/resolved-config.js'
import { isEngineReady } from '../readiness/is-engine-ready.js'
import { loadProvider } from '../../providers/load-provider.js'
import type { StackEngine } from '../state/stack-state.js'

const READINESS_TIMEOUT_MS = 1000

/** Ends an engine. Its data stays unless it is unfinished, which would break every later start. */
export async function stopEngine(
  config: ResolvedConfig,
  engine: StackEngine,
  graceMs: number,
): Promise<void> {
  const provider = await loadProvider(engine.provider)
  // Nobody may have been there to see it become ready.
  const unfinished = engine.unfinished === true && !(await isEngineReady(engine, READINESS_TIMEOUT_MS))
  await provider.stop(engine, graceMs)
  if (unfinished) await provider.removeData(engine.store, config)
}
