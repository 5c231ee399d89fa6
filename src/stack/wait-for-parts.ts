import { setTimeout as sleep } from 'node:timers/promises'
import type { ResolvedConfig } from '../config/resolved-config.js'
import { HomeError } from '../core/home-error.js'
import { PART_NAMES, type PartName } from '../core/part-name.js'
import { SERVICE_NAMES } from '../core/service-name.js'
import { answersHealthy } from './health/answers-healthy.js'
import { lookAtStack } from './look-at-stack.js'
import { STACK_ERRORS } from './stack-errors.js'
import type { StackStatus } from './stack-status.js'
import type { StackStory } from './stack-story.js'

export interface WaitOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly story: StackStory
}

const PAUSE_MS = 200
const ANSWER_MS = 2000

/**
 * Resolves to the status once the parts answer; by default all. A service of the user's own counts when its own
 * `/healthz` answers. Throws `NOT_READY_IN_TIME`.
 */
export async function waitForParts(
  config: ResolvedConfig,
  parts: readonly PartName[] = PART_NAMES,
  { timeoutMs, signal, story }: WaitOptions,
): Promise<StackStatus> {
  const deadline = performance.now() + timeoutMs
  const task = story.task(
    `waiting for ${parts.length === PART_NAMES.length ? 'everything' : parts.join(', ')}`,
  )
  for (;;) {
    signal.throwIfAborted()
    const status = await lookAtStack(config)
    const missing = await missingOf(config, status, parts)
    if (missing.length === 0) {
      task.succeed()
      return status
    }
    task.update(parts.length - missing.length, parts.length, missing.join(', '))
    if (performance.now() >= deadline) {
      task.fail()
      throw notReady(missing, timeoutMs)
    }
    await sleep(Math.min(PAUSE_MS, Math.max(1, deadline - performance.now())), undefined, { signal })
  }
}

async function missingOf(
  config: ResolvedConfig,
  { stores, services }: StackStatus,
  parts: readonly PartName[],
): Promise<readonly PartName[]> {
  const seen = { ...stores, ...services }
  const looked = await Promise.all(
    parts.map(async (part) => {
      const service = SERVICE_NAMES.find((name) => name === part)
      const own = service === undefined ? undefined : config.services[service].url
      return own === undefined ? seen[part].status === 'healthy' : answersHealthy(own, ANSWER_MS)
    }),
  )
  return parts.filter((_part, i) => looked[i] !== true)
}

function notReady(missing: readonly PartName[], timeoutMs: number): HomeError {
  return new HomeError(STACK_ERRORS.NOT_READY_IN_TIME, {
    message: `${missing.join(', ')} did not answer within ${timeoutMs / 1000} s.`,
    detail: 'Everything else answers, or was not asked for.',
    suggestion: 'Run homemanager status to see what runs, homemanager logs to see why not.',
  })
}
