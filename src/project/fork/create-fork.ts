import { randomBytes } from 'node:crypto'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/store-types.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { createSerialQueue } from '../../core/serial-queue.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import type { ForkEngine } from '../../stores/contracts/store-fork.js'
import { getStoreDriver } from '../../stores/registry.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { StackEngine, StackState } from '../state/stack-state.js'
import { dropFork } from './drop-fork.js'
import { notifyReaper } from './notify-reaper.js'
import type { ForkRecord } from './fork-record.js'

/** An isolated copy of a stack's data. It is dropped when disposed, and when this process exits, even if killed. */
export interface Fork extends AsyncDisposable {
  readonly endpoints: Endpoints
  /** The stack's configuration, with the state directory of the fork's own engine if it has one: a fork can be forked. */
  readonly config: ResolvedConfig
}

/** For stores whose copies would only wait for each other, with their connections open. */
const enqueueFork = createSerialQueue()

/** Copies the current data of the three stores. Throws `FORK_FAILED`. */
export async function createFork({ config, state }: RecordedProject, source: Endpoints): Promise<Fork> {
  let record: ForkRecord = {
    name: `fork_${process.pid}_${randomBytes(5).toString('hex')}`,
    source,
    ownEngines: {},
  }
  const saveRecord = (next: ForkRecord): void => {
    record = next
    notifyReaper({ created: next })
  }
  saveRecord(record)
  const drop = async (): Promise<void> => {
    await dropFork(record)
    notifyReaper({ removed: record.name })
  }
  const copies = await Promise.allSettled(
    STORE_NAMES.map(async (store) => {
      const fork = await getStoreDriver(store).loadFork()
      const request = {
        name: record.name,
        source: source[store],
        engine: getEngine(state, store),
        config,
        saveOwnEngine: (engine: ForkEngine | undefined) => {
          const { [store]: _replaced, ...others } = record.ownEngines
          saveRecord({ ...record, ownEngines: engine ? { ...others, [store]: engine } : others })
        },
      }
      const create = async (): Promise<Endpoints[StoreName]> => fork.create(request)
      return [store, await (fork.serial ? enqueueFork(create) : create())] as const
    }),
  )
  const failures = copies.flatMap((copy) => (copy.status === 'rejected' ? [copy.reason as unknown] : []))
  if (failures.length > 0) {
    await drop()
    throw toForkError(failures)
  }
  const endpoints = Object.fromEntries(
    copies.flatMap((copy) => (copy.status === 'fulfilled' ? [copy.value] : [])),
  ) as unknown as Endpoints
  const [ownEngine] = Object.values(record.ownEngines)
  let dropped: Promise<void> | undefined
  const forkConfig = { ...config, home: ownEngine?.home ?? config.home }
  return { endpoints, config: forkConfig, [Symbol.asyncDispose]: async () => (dropped ??= drop()) }
}

function getEngine(state: StackState, store: StackEngine['store']): StackEngine {
  const engine = state.engines.find((candidate) => candidate.store === store)
  if (engine === undefined) throw toForkError([new Error(`No ${store} engine is recorded.`)])
  return engine
}

function toForkError(causes: readonly unknown[]): HomeError {
  const messages = causes.map((cause) => getErrorMessage(cause))
  return new HomeError(STACK_ERRORS.FORK_FAILED, {
    message: 'The stack could not be forked.',
    detail: messages.join('\n'),
    suggestion:
      'Release the clients of its pools, end other connections to its databases, such as those of psql, and try again.',
    cause: causes[0],
  })
}
