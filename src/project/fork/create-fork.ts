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

/** A copy of a stack's data that nobody else sees. Disposing drops it; so does the end of this process, however it comes. */
export interface Fork extends AsyncDisposable {
  readonly endpoints: Endpoints
  /** The stack's, with the folder of the fork's own engine where it has one: a fork can be forked. */
  readonly config: ResolvedConfig
}

// Two forks of one template at once would only wait for each other, with their connections open.
const enqueueFork = createSerialQueue()

/** Copies the data of the three stores as it is now. Throws `FORK_FAILED`. */
export async function createFork(
  config: ResolvedConfig,
  state: StackState,
  source: Endpoints,
): Promise<Fork> {
  let record: ForkRecord = { name: `fork_${process.pid}_${randomBytes(5).toString('hex')}`, source }
  const note = (next: ForkRecord): void => {
    record = next
    notifyReaper({ made: next })
  }
  note(record)
  const drop = async (): Promise<void> => {
    await dropFork(record)
    notifyReaper({ gone: record.name })
  }
  const [{ forkPostgresDatabase }, { forkMongoDatabase }] = await Promise.all([
    import('../../stores/postgres/fork-postgres-database.js'),
    import('../../stores/mongo/fork-mongo-database.js'),
  ])
  const { name } = record
  const copies = await Promise.allSettled([
    enqueueFork(() => forkPostgresDatabase(source.postgres.url, name)),
    forkTable(config, getEngine(state, 'dynamodb'), record, note),
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
    const own = { ...config, home: record.home ?? config.home }
    return { endpoints, config: own, [Symbol.asyncDispose]: async () => (dropped ??= drop()) }
  }
  await drop()
  throw toForkError(copies.flatMap((copy) => (copy.status === 'rejected' ? [copy.reason as unknown] : [])))
}

function getEngine(state: StackState, store: StackEngine['store']): StackEngine {
  const engine = state.engines.find((each) => each.store === store)
  if (engine === undefined) throw toForkError([new Error(`No ${store} engine is recorded.`)])
  return engine
}

function toForkError(causes: readonly unknown[]): HomeError {
  const said = causes.map((cause) => (cause instanceof Error ? cause.message : String(cause)))
  return new HomeError(STACK_ERRORS.FORK_FAILED, {
    message: 'The stack could not be copied.',
    detail: said.join('\n'),
    suggestion: 'End other connections to its databases, such as a psql, and try again.',
    cause: causes[0],
  })
}
