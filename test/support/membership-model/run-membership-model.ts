import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { composeEventProcessing } from '../../../src/app/events/compose-event-processing.js'
import { STORE_NAMES } from '../../../src/core/store-name.js'
import type { EventEnvelope } from '../../../src/domain/event-envelope.js'
import type { EventHandler } from '../../../src/events/event-handler.js'
import { openStores } from '../../../src/stores/open-stores.js'
import { startKillableStack } from '../killable-stack.js'
import { waitForDelivery } from '../wait-for-delivery.js'
import { waitUntil } from '../wait-until.js'
import { type ActionName, ACTIONS } from './actions.js'
import { type DisturbanceLimits, Disturbances } from './disturbances.js'
import { expectAgreement, expectOutdatedTokensRejected } from './model-checks.js'
import {
  type Action,
  createState,
  MAX_USERS,
  type ModelStack,
  type ModelState,
  readVersions,
} from './model-state.js'

export interface MembershipModelOptions {
  readonly sequences: number
  readonly disturbances: DisturbanceLimits
}

/** A sequence mostly waits for answers and events. */
const CONCURRENT_SEQUENCES = 25
/** How far the clock of the second host is ahead. */
const CLOCK_SKEW = '+115s'
/** Until when a token of a former membership may be accepted. */
const REJECTION_MS = 1000
const RECOVERY_MS = 60_000
/** One action of so many is a stall or a kill. */
const ACTIONS_PER_DISTURBANCE = 20

const DISTURBANCES: readonly ActionName[] = ['stall', 'kill']
const OTHERS = (Object.keys(ACTIONS) as ActionName[]).filter((name) => !DISTURBANCES.includes(name))

const ACTION: fc.Arbitrary<Action> = fc.record({
  name: fc.oneof(
    { weight: ACTIONS_PER_DISTURBANCE - 1, arbitrary: fc.constantFrom(...OTHERS) },
    { weight: 1, arbitrary: fc.constantFrom(...DISTURBANCES) },
  ),
  user: fc.nat({ max: MAX_USERS - 1 }),
  other: fc.nat({ max: 4 }),
  stale: fc.boolean(),
})
const SEQUENCE = fc.array(fc.array(ACTION, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 6 })

/**
 * Runs sequences of actions of a model against two hosts of the services whose clocks differ, with actions at the same time,
 * tokens of former memberships, stalls and kills, and old events that are delivered again. Several sequences run at the same time,
 * each with its own users and families. After them the stores must agree, and no such token may be accepted. Resolves to the number
 * of stalls and kills.
 */
export async function runMembershipModel(options: MembershipModelOptions): Promise<number> {
  await using stack = await startKillableStack()
  await using stores = await openStores(stack.endpoints)
  const hosts = [stack.host, await stack.startHost(CLOCK_SKEW)]
  const disturbances = new Disturbances(stack, hosts, options.disturbances)
  const model: ModelStack = { stores, gateways: hosts.map(({ gateway }) => gateway), disturbances }
  await stores.mongo.db
    .collection<{ _id: string; label: string; subcategories: string[]; version: number }>('categories')
    .insertOne({ _id: 'travel', label: 'Travel', subcategories: [], version: 1 })
  const { handlers } = composeEventProcessing(stores)
  const concurrent = Math.min(CONCURRENT_SEQUENCES, options.sequences)
  await fc.assert(
    fc.asyncProperty(
      fc
        .array(SEQUENCE, { minLength: concurrent, maxLength: concurrent })
        .filter((sequences) => sequences.flat(2).some(({ name }) => DISTURBANCES.includes(name))),
      async (sequences) => {
        const states = await Promise.all(sequences.map(async () => createState(model)))
        await Promise.all(
          sequences.map(async (sequence, index) => {
            for (const group of sequence) await runGroup(states[index], group, handlers)
          }),
        )
        await disturbances.settle()
        await waitForRecovery(model)
        await waitForDelivery(stores)
        await sleep(REJECTION_MS)
        await Promise.all(states.map(expectOutdatedTokensRejected))
        await waitForDelivery(stores)
        await expectAgreement(stores)
      },
    ),
    { numRuns: Math.ceil(options.sequences / concurrent), endOnFailure: true },
  )
  return disturbances.count
}

/** Clients connect again by themselves: those of the services, and those of this test. */
async function waitForRecovery({ stores, gateways }: ModelStack): Promise<void> {
  const checks = [
    ...STORE_NAMES.map((name) => async () => stores[name].ping()),
    ...gateways.map((gateway) => async () => {
      const { ok } = await fetch(`${gateway}/healthz`)
      if (!ok) throw new Error('not healthy')
    }),
  ]
  for (const check of checks)
    await waitUntil(
      async () =>
        check().then(
          () => true,
          () => false,
        ),
      RECOVERY_MS,
    )
}

/** Runs actions at the same time, then delivers old events again. */
async function runGroup(
  state: ModelState | undefined,
  group: readonly Action[],
  handlers: readonly EventHandler[],
): Promise<void> {
  if (state === undefined) return
  state.versions = await readVersions(state)
  state.alone = group.length === 1
  await Promise.all(group.map(async (each) => ACTIONS[each.name](state, each)))
  await redeliverOldEvents(state, handlers)
}

/** Delivers events of the users and families again, the newest first. */
async function redeliverOldEvents(
  { stack, users }: ModelState,
  handlers: readonly EventHandler[],
): Promise<void> {
  const { rows } = await stack.disturbances.repeat(async () =>
    stack.stores.postgres.pool.query<{ envelope: EventEnvelope }>(
      `SELECT envelope FROM platform.event_log
       WHERE (subject = ANY($1) AND type LIKE 'identity.user.%') OR (envelope ->> 'familyid' = ANY($2) AND type LIKE 'budget.%')
       ORDER BY position DESC LIMIT 10`,
      [users.map(({ user }) => user.id), users.map(({ owns }) => owns ?? '')],
    ),
  )
  for (const { envelope } of rows) {
    for (const handler of handlers.filter(({ types }) => types.some((type) => type === envelope.type)))
      // A conflict with the consumer that runs at the same time, or a store that does not respond, is retried there.
      await handler.handle(envelope).catch(() => {})
  }
}
