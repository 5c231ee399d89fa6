import { HomeError } from '../../core/home-error.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { listDeadLetters, type DeadLetter } from '../../events/dead-letters.js'
import { type LoggedEvent, readLastPosition } from '../../events/event-log.js'
import { EVENTS_ERRORS } from '../../events/events-errors.js'
import { type EventFilter, findLatestEvents, getFollowPosition } from '../../events/find-events.js'
import { followEvents } from '../../events/follow-events.js'
import { retrySaga, sagaNotFoundError } from '../../events/sagas/retry-saga.js'
import { findSaga, listRecentSagas } from '../../events/sagas/saga-records.js'
import type { Saga } from '../../events/sagas/saga.js'
import { withEventLogErrors } from '../../events/with-event-log-errors.js'
import type { EventComposition, CreateHandlers } from '../../app/events/compose-event-processing.js'
import type { RedeliveryResult } from '../../events/redeliver-event.js'
import { type Delivery, readDeliveries } from '../../events/subscriptions/read-deliveries.js'
import type { Subscription } from '../../events/subscriptions/subscription.js'
import { describeEvents } from '../../inspect/history/describe-events.js'
import type { FindSeeded } from '../../inspect/records/record-view.js'
import type { Stores } from '../../stores/stores.js'

/** Past events, and where `follow` continues after them. */
export interface LatestEvents {
  readonly items: readonly LoggedEvent[]
  readonly position: bigint
}

/** The events and sagas of open stores. Every method throws `EVENT_LOG_MISSING` if PostgreSQL is not migrated. */
export class ProjectEvents {
  readonly #stores: Stores
  readonly #assertWritable: () => void
  readonly #subscriptions: () => readonly Subscription[]
  readonly #loadHandlers: () => Promise<CreateHandlers>
  readonly #findSeeded: FindSeeded | undefined

  /** `assertWritable` throws if the stores may not be changed. `subscriptions` are those of the running custom services. */
  constructor(
    stores: Stores,
    assertWritable: () => void = () => {},
    subscriptions: () => readonly Subscription[] = () => [],
    loadHandlers: () => Promise<CreateHandlers> = async () => () => [],
    findSeeded?: FindSeeded,
  ) {
    this.#stores = stores
    this.#assertWritable = assertWritable
    this.#subscriptions = subscriptions
    this.#loadHandlers = loadHandlers
    this.#findSeeded = findSeeded
  }

  /** The latest events that match in the order of time, oldest first, and the position after which new ones follow. */
  async latest(filter: EventFilter, limit: number): Promise<LatestEvents> {
    return this.#run(async ({ postgres: { pool } }) => {
      const position = await readLastPosition(pool)
      const items = await findLatestEvents(pool, filter, limit)
      return { items, position: getFollowPosition(items, position) }
    })
  }

  /** What became of each event for the custom services that subscribe to its type, in the same order. */
  async deliveries(events: readonly LoggedEvent[]): Promise<readonly (readonly Delivery[])[]> {
    return this.#run(async ({ postgres }) => readDeliveries(postgres.pool, this.#subscriptions(), events))
  }

  /** Calls `onEvent` with each event after a position, and with new ones until aborted. */
  async follow(
    after: bigint,
    filter: EventFilter,
    signal: AbortSignal,
    onEvent: (event: LoggedEvent) => Promise<void>,
  ): Promise<void> {
    await this.#run(async ({ postgres }) => {
      for await (const event of followEvents(postgres, after, filter, signal)) await onEvent(event)
    })
  }

  /** What happened, for people. */
  async describe(events: readonly EventEnvelope[]): Promise<readonly string[]> {
    return this.#run(async ({ postgres }) =>
      describeEvents({ postgres, findSeeded: this.#findSeeded }, events),
    )
  }

  /** Delivers an event to its consumers again. Throws `EVENT_NOT_FOUND`. */
  async redeliver(id: string): Promise<readonly RedeliveryResult[]> {
    this.#assertWritable()
    return this.#run(async (stores) => {
      const { redeliverEvent } = await import('../../events/redeliver-event.js')
      const { handlers } = await this.#compose(stores)
      const results = await redeliverEvent(stores.postgres.pool, handlers, id)
      if (results !== undefined) return results
      throw new HomeError(EVENTS_ERRORS.EVENT_NOT_FOUND, {
        message: `No event has the ID ${id}.`,
        suggestion: 'Run homemanager events --wide to list the latest events with their IDs.',
      })
    })
  }

  /** Delivers all events about these subjects to their consumers again. Resolves to what they could not handle. */
  async redeliverAbout(subjects: readonly string[]): Promise<readonly RedeliveryResult[]> {
    this.#assertWritable()
    return this.#run(async (stores) => {
      const { redeliverEventsAbout } = await import('../../events/redeliver-event.js')
      const { handlers } = await this.#compose(stores)
      return redeliverEventsAbout(stores.postgres.pool, handlers, subjects)
    })
  }

  /** The events that a consumer could not process. */
  async listDeadLetters(): Promise<readonly DeadLetter[]> {
    return this.#run(async ({ postgres }) => listDeadLetters(postgres.pool))
  }

  /** Redelivers all dead letters. Those that succeed are no longer dead letters. */
  async redeliverDeadLetters(): Promise<readonly RedeliveryResult[]> {
    return this.#run(async (stores) => {
      const { redeliverDeadLetters } = await import('../../events/redeliver-event.js')
      const { handlers } = await this.#compose(stores)
      return redeliverDeadLetters(stores.postgres.pool, handlers)
    })
  }

  /** The latest sagas, newest first. */
  async listSagas(limit: number): Promise<readonly Saga[]> {
    return this.#run(async ({ postgres }) => listRecentSagas(postgres.pool, limit))
  }

  /** Throws `SAGA_NOT_FOUND`. */
  async getSaga(id: string): Promise<Saga> {
    return this.#run(async ({ postgres }) => {
      const saga = await findSaga(postgres.pool, id)
      if (saga === undefined) throw sagaNotFoundError(id)
      return saga
    })
  }

  /** Resumes a failed or compensated saga while the services are running. Throws `SAGA_NOT_FOUND`. */
  async retrySaga(id: string): Promise<Saga> {
    this.#assertWritable()
    return this.#run(async (stores) => {
      const { sagas } = await this.#compose(stores)
      return retrySaga(stores.postgres.pool, sagas, id)
    })
  }

  async #run<T>(work: (stores: Stores) => Promise<T>): Promise<T> {
    return withEventLogErrors(this.#stores.postgres, async () => work(this.#stores))
  }

  async #compose(stores: Stores): Promise<EventComposition> {
    const { composeEventProcessing } = await import('../../app/events/compose-event-processing.js')
    return composeEventProcessing(stores, {
      subscriptions: this.#subscriptions(),
      createHandlers: await this.#loadHandlers(),
    })
  }
}
