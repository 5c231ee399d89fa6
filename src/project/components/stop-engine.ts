import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StopOptions } from '../../providers/provider.js'
import { isEngineReady } from './is-engine-ready.js'
import { loadProvider } from './load-provider.js'
import type { StackEngine } from '../state/stack-state.js'

const READINESS_TIMEOUT_MS = 1000

/** Stops an engine. Its data is kept unless initialization was incomplete, as every later start would fail then. */
export async function stopEngine(
  config: ResolvedConfig,
  engine: StackEngine,
  graceMs: number,
  options?: StopOptions,
): Promise<void> {
  const provider = await loadProvider(engine.provider)
  // It may have become ready after the command that started it was killed.
  const unfinished = engine.unfinished === true && !(await isEngineReady(engine, READINESS_TIMEOUT_MS))
  await provider.stop(engine, graceMs, options)
  if (unfinished) await provider.removeData(engine.store, config)
}
