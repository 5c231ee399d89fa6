import { sendUntilHandled } from '../send-step.js'
import type { Traffic } from '../traffic.js'
import { createEpisode } from './create-episode.js'
import { runEpisode } from './run-episode.js'
import { describeStep, simplifyStep, type Step } from './step.js'
import type { TortureSubject } from './subject.js'

/** The traffic for a service with records of families. */
export function createRecordTraffic(subject: TortureSubject): Traffic<Step> {
  return {
    async prepare({ users, signal }) {
      await subject.prepare(async (operation, input) =>
        sendUntilHandled(users.owner, operation, input, { restartTimeoutMs: 0, signal }),
      )
    },
    createEpisode: (random, kinds) => createEpisode(random, subject, kinds),
    runEpisode: async (steps, scope, context) => runEpisode(steps, scope, { ...context, subject }),
    simplify: simplifyStep,
    isExpensive: ({ kind }) => kind === 'create-many',
    describe: describeStep,
  }
}
