import type { ResolvedConfig } from '../../config/resolved-config.js'
import { silentReporter } from '../state/stack-reporter.js'
import { stopStack } from '../down/stop-stack.js'

const STOP_TIMEOUT_MS = 30_000

/** Stops the stack of an ephemeral project and deletes its data. */
export async function removeEphemeralStack(config: ResolvedConfig): Promise<void> {
  await stopStack(config, {
    volumes: true,
    timeoutMs: STOP_TIMEOUT_MS,
    signal: AbortSignal.timeout(STOP_TIMEOUT_MS),
    reporter: silentReporter,
  })
}
