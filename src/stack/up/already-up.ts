import type { ResolvedConfig } from '../../config/resolved-config.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { answersHealthy } from '../health/answers-healthy.js'
import { partAnswers } from '../health/part-answers.js'
import { otherImage } from '../other-image.js'
import { stillRuns } from '../providers/process-identity.js'
import type { StackState } from '../stack-state.js'
import { wantedParts } from '../wanted-parts.js'
import { migrationsFingerprint } from './migrations-fingerprint.js'
import type { UpOptions } from './up-options.js'

const ANSWER_MS = 2000

/**
 * Whether nothing is left to do. Asks the gateway only, whose `/healthz` asks the stores: no driver is loaded, so that
 * `up` on a running stack is quick.
 */
export async function alreadyUp(
  config: ResolvedConfig,
  state: StackState,
  options: Pick<UpOptions, 'seed' | 'services' | 'pull'>,
): Promise<boolean> {
  const { services, engines } = state
  if (
    options.services === 'none' ||
    options.services === 'foreground' ||
    services === undefined ||
    !stillRuns(services.process)
  )
    return false
  if (!STORE_NAMES.every((store) => engines.some((engine) => engine.store === store))) return false
  if (engines.some((engine) => engine.process !== undefined && !stillRuns(engine.process))) return false
  if (config.provider !== 'auto' && config.provider !== state.provider) return false
  if (engines.some(({ store, port }) => config.ports[store].pinned && config.ports[store].port !== port))
    return false
  if (options.pull === 'always' || engines.some((engine) => otherImage(config, engine))) return false
  if (!wantedParts(config, state).every((part) => (state.parts ?? []).some((record) => record.part === part)))
    return false
  if (options.seed !== undefined && !state.seeded.includes(options.seed)) return false
  if (state.migrated !== migrationsFingerprint(config)) return false
  const answers = await Promise.all([
    answersHealthy(services.urls.gateway, ANSWER_MS),
    ...(state.parts ?? []).map(async (record) => partAnswers(record, ANSWER_MS)),
  ])
  return answers.every(Boolean)
}
