import type { ResolvedConfig } from '../../config/resolved-config.js'
import { silentStory } from '../stack-story.js'
import { tearDown } from '../tear-down.js'

const STOP_MS = 30_000

/** Stops everything of an ephemeral project and deletes its data. */
export async function removeEphemeral(config: ResolvedConfig): Promise<void> {
  await tearDown(config, {
    volumes: true,
    timeoutMs: STOP_MS,
    signal: AbortSignal.timeout(STOP_MS),
    story: silentStory,
  })
}
