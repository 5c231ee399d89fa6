import type { Traffic } from '../traffic.js'
import { createIdentityEpisode } from './create-identity-episode.js'
import { describeIdentityStep, type IdentityStep, simplifyIdentityStep } from './identity-step.js'
import { runIdentityEpisode } from './run-identity-episode.js'

/** The traffic for an identity service: each episode registers users of its own. */
export function createIdentityTraffic(): Traffic<IdentityStep> {
  return {
    async prepare() {},
    createEpisode: createIdentityEpisode,
    runEpisode: async (steps, _number, context) => runIdentityEpisode(steps, context),
    simplify: simplifyIdentityStep,
    isExpensive: () => false,
    describe: describeIdentityStep,
  }
}
