import { setTimeout as sleep } from 'node:timers/promises'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { HomeError } from '../../core/home-error.js'
import { PART_PROGRAMS, type OptionalPart } from '../../core/optional-part.js'
import { partAnswers } from '../health/part-answers.js'
import { logTail } from '../log-tail.js'
import { PROVIDER_ERRORS } from '../providers/provider-errors.js'
import type { PartRecord, PartRunner, PullPolicy } from '../providers/provider.js'
import { STACK_ERRORS } from '../stack-errors.js'
import type { StackStory } from '../stack-story.js'
import { onProgress } from './on-progress.js'

const ANSWER_MS = 1000
const POLL_MS = 25

export interface StartPartRequest {
  readonly config: ResolvedConfig
  readonly runner: PartRunner
  readonly port: number
  readonly pull: PullPolicy
  readonly signal: AbortSignal
  readonly deadline: number
  readonly story: StackStory
  /** Called as soon as the container exists. */
  readonly onStarted: (record: PartRecord) => void
  /** Resolves when the engines answer: PgBouncer would remember for 15 s that PostgreSQL did not. */
  readonly engines: Promise<unknown>
}

/** Starts an optional part and resolves when it answers: a pooler when a query went through it. */
export async function startPart(part: OptionalPart, request: StartPartRequest): Promise<void> {
  const { config, runner, port, pull, signal, story } = request
  const name = PART_PROGRAMS[part]
  const task = story.task(name)
  try {
    const record = await runner.start(part, { config, port, pull, signal, onProgress: onProgress(task) })
    request.onStarted(record)
    await request.engines
    while (!(await answers(record))) {
      signal.throwIfAborted()
      if (!(await runner.running(record))) throw await exited(record, runner)
      if (performance.now() > request.deadline) throw await late(record, runner)
      await sleep(POLL_MS, undefined, { signal })
    }
    task.succeed(`${record.engine}, port ${record.port}`)
  } catch (error) {
    task.fail()
    throw error
  }
}

async function answers(record: PartRecord): Promise<boolean> {
  if (!(await partAnswers(record, ANSWER_MS))) return false
  if (record.part === 'cache') return true
  const { openStore } = await import('../../stores/open-stores.js')
  await using store = openStore('postgres', { url: record.url })
  return store.ping().then(
    () => true,
    () => false,
  )
}

async function exited(record: PartRecord, runner: PartRunner): Promise<HomeError> {
  return new HomeError(PROVIDER_ERRORS.ENGINE_EXITED, {
    message: `${PART_PROGRAMS[record.part]} (${record.engine}) ended while it was starting.`,
    detail: await logTail(record, runner),
    suggestion: `Run homemanager up without --with ${record.part}, or homemanager doctor.`,
  })
}

async function late(record: PartRecord, runner: PartRunner): Promise<HomeError> {
  const name = PART_PROGRAMS[record.part]
  return new HomeError(STACK_ERRORS.NOT_READY_IN_TIME, {
    message: `${name} (${record.engine}) did not answer in time.`,
    detail: await logTail(record, runner),
    suggestion: `Run homemanager logs ${name}, or allow more time with --timeout.`,
  })
}
