import { randomBytes } from 'node:crypto'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/endpoints.js'
import { HomeError } from '../../core/home-error.js'
import { createSerialQueue } from '../../core/serial-queue.js'
import { STACK_ERRORS } from '../stack/stack-errors.js'
import type { StackEngine, StackState } from '../state/stack-state.js'
import { dropFork } from './drop-fork.js'
import { notifyReaper } from './notify-reaper.js'
import type { ForkRecord } from './fork-record.js'
import { forkTable } from './fork-table.js'

/** An isolated copy of a stack's data. It is dropped when disposed, and when this process exits, even if killed. */
export interface Fork extends AsyncDisposable {
  readonly endpoints: Endpoints
  /** The stack's configuration, with the state directory of the fork's own engine if it has one: a fork can be forked. */
  readonly config: ResolvedConfig
}

// Concurrent forks of one template would only wait for each other, with their connections open.
const enqueueFork = createSerialQueue()

/** Copies the current data of the three stores. Throws `FORK_FAILED`. */
export async function createFork(
  config: ResolvedConfig,
  state: StackState,
  source: Endpoints,
): Promise<Fork> {
  let record: ForkRecord = { name: `fork_${process.pid}_${randomBytes(5).toString('hex')}`, source }
  const saveRecord = (next: ForkRecord): void => {
    record = next
    notifyReaper({ created: next })
  }
  saveRecord(record)
  const drop = async (): Promise<void> => {
    await dropFork(record)
    notifyReaper({ removed: record.name })
  }
  const [{ forkPostgresDatabase }, { forkMongoDatabase }] = await Promise.all([
    import('../../stores/postgres/fork/fork-postgres-database.js'),
    import('../../stores/mongo/fork/fork-mongo-database.js'),
  ])
  const { name } = record
  const copies = await Promise.allSettled([
    enqueueFork(() => forkPostgresDatabase(source.postgres.url, name)),
    forkTable(config, getEngine(state, 'dynamodb'), record, saveRecord),
    forkMongoDatabase(source.mongo.url, name),
  ] as const)
  const [postgres, dynamodb, mongo] = copies
  if (postgres.status === 'fulfilled' && dynamodb.status === 'fulfilled' && mongo.status === 'fulfilled') {
    const endpoints = {
      postgres: { url: postgres.value },
      dynamodb: dynamodb.value,
      mongo: { url: mongo.value },
    }
    let dropped: Promise<void> | undefined
    const forkConfig = { ...config, home: record.home ?? config.home }
    return { endpoints, config: forkConfig, [Symbol.asyncDispose]: async () => (dropped ??= drop()) }
  }
  await drop()
  throw toForkError(copies.flatMap((copy) => (copy.status === 'rejected' ? [copy.reason as unknown] : [])))
}

function getEngine(state: StackState, store: StackEngine['store']): StackEngine {
  const engine = state.engines.find((candidate) => candidate.store === store)
  if (engine === undefined) throw toForkError([new Error(`No ${store} engine is recorded.`)])
  return engine
}

function toForkError(causes: readonly unknown[]): HomeError {
  const messages = causes.map((cause) => (cause instanceof Error ? cause.message : String(cause)))
  return new HomeError(STACK_ERRORS.FORK_FAILED, {
    message: 'The stack could not be forked.',
    detail: messages.join('\n'),
    suggestion: 'Close other connections to its databases, such as psql sessions, and try again.',
    cause: causes[0],
  })
}
