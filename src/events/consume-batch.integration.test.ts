import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMigratedStores, type MigratedStores } from '../../test/support/migrated-stores.js'
import { systemClock } from '../core/clock.js'
import { createId } from '../core/ids.js'
import { createEvent } from '../domain/events/create-event.js'
import { waitUntil } from '../../test/support/wait-until.js'
import { consumeBatch } from './consume-batch.js'
import { readConsumerLags } from './consumer-lag.js'
import { readOffset } from './consumer-offsets.js'
import { ConsumerProgress } from './consumer-progress.js'
import { type EventHandler, RetryLater } from './event-handler.js'
import { appendEvents, readLastPosition } from './event-log.js'

let location: MigratedStores
beforeAll(async () => {
  location = await createMigratedStores()
})
afterAll(async () => location[Symbol.asyncDispose]())

/** Appends an event for each name, for example `a1`: the first of aggregate `a`. */
async function append(names: readonly string[], subjects: Readonly<Record<string, string>>): Promise<void> {
  const client = await location.stores.postgres.pool.connect()
  try {
    await appendEvents(
      client,
      names.map((name) =>
        createEvent(
          {
            type: 'identity.family.deleted',
            subject: subjects[name.charAt(0)] ?? '',
            aggregateVersion: Number(name.slice(1)),
            familyId: createId(),
            data: { family_id: subjects[name.charAt(0)] ?? '', name: 'The Rivers' },
          },
          systemClock,
        ),
      ),
    )
  } finally {
    client.release()
  }
}

test('an event that must wait holds back its own aggregate only, in order, also after a restart', async () => {
  const db = location.stores.postgres.pool
  const subjects = { a: createId(), b: createId() }
  const names = new Map(Object.entries(subjects).map(([name, subject]) => [subject, name]))
  const handled: string[] = []
  let waiting = true
  const handler: EventHandler = {
    consumer: 'test.waiting',
    types: ['identity.family.deleted'],
    async handle({ subject, aggregateversion }) {
      if (waiting && subject === subjects.a) throw new RetryLater('not yet')
      handled.push(`${names.get(subject)}${aggregateversion}`)
    },
  }
  const signal = new AbortController().signal
  const progress = new ConsumerProgress()
  const consume = async (known: ConsumerProgress): Promise<void> => {
    await consumeBatch(handler, { db, signal, progress: known }).catch((error: unknown) => {
      if (!(error instanceof RetryLater)) throw error
    })
  }
  await append(['b1', 'a1', 'b2', 'a2'], subjects)
  await consume(progress)
  await append(['a3', 'b3'], subjects)
  await waitUntil(async () => {
    await consume(progress)
    return handled.includes('b3') && progress.retries > 2
  })
  expect(handled).toEqual(['b1', 'b2', 'b3'])
  const [lag] = await readConsumerLags(db, [handler.consumer])
  expect(lag).toMatchObject({ consumer: handler.consumer, lag: 5 })
  expect(lag?.oldestSeconds).toBeGreaterThan(0)

  // Another process starts at the stored offset, before the first event that waits.
  waiting = false
  await consume(new ConsumerProgress())
  expect(handled.slice(3)).toEqual(expect.arrayContaining(['a1', 'b2', 'a2', 'a3', 'b3']))
  handled.length = 0
  await waitUntil(async () => {
    await consume(progress)
    return progress.countWaiting() === 0
  })
  expect(handled).toEqual(['a1', 'a2', 'a3'])
  expect(await readConsumerLags(db, [handler.consumer])).toMatchObject([{ lag: 0, oldestSeconds: 0 }])
  expect(await readOffset(db, handler.consumer)).toBe(progress.position)
})

test('a consumer handles as many aggregates at the same time as it can, and one that fails holds back no other', async () => {
  const db = location.stores.postgres.pool
  const subjects = Object.fromEntries(
    'a b c d e f g h i j k l m n o p'.split(' ').map((name) => [name, createId()]),
  )
  const signal = new AbortController().signal
  const progress = new ConsumerProgress()
  progress.position = await readLastPosition(db)
  await append(
    Object.keys(subjects).map((name) => `${name}1`),
    subjects,
  )
  let running = 0
  let most = 0
  const handled = new Set<string>()
  const handler: EventHandler = {
    consumer: 'test.concurrent',
    types: ['identity.family.deleted'],
    maxConcurrent: 100,
    async handle({ subject }) {
      most = Math.max(most, ++running)
      await setImmediate()
      running--
      if (subject === subjects['c']) throw new RetryLater('not yet')
      handled.add(subject)
    },
  }
  await waitUntil(async () => {
    await consumeBatch(handler, { db, signal, progress }).catch(() => {})
    return handled.size === 15
  })
  expect(most).toBe(16)
  expect(handled).not.toContain(subjects['c'])
  expect(progress.countWaiting()).toBe(1)
})
