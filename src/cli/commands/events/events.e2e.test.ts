import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../../test/support/build-once.js'
import { createTestFamily } from '../../../../test/support/test-family.js'
import { expectToMatchSchema } from '../../../../test/support/json-schema.js'
import { createMigratedStores } from '../../../../test/support/migrated-stores.js'
import { createProjectDirectory } from '../../../../test/support/project-directory.js'
import { waitUntil } from '../../../../test/support/wait-until.js'
import { systemClock } from '../../../core/clock.js'
import { createId } from '../../../core/ids.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { createEvent } from '../../../domain/events/create-event.js'
import { listDeadLetters } from '../../../events/dead-letters.js'
import { composeEventProcessing } from '../../../app/events/compose-event-processing.js'
import { startEventProcessing } from '../../../events/start-event-processing.js'
import type { Saga } from '../../../events/sagas/saga.js'
import { listRecentSagas } from '../../../events/sagas/saga-records.js'

beforeAll(buildOnce)

test('events filters the log by family, type and correlation ID, one envelope per line', async () => {
  await using location = await createMigratedStores()
  await using project = await createProjectDirectory(location.endpoints)
  const { stores } = location
  const family = await createTestFamily(stores)
  await family.requestDeletion()
  await using _processing = await startEventProcessing({
    stores,
    ...composeEventProcessing(stores),
    idleMs: 100,
  })
  await waitUntil(async () => (await listRecentSagas(stores.postgres.pool, 1))[0]?.state === 'completed')
  await waitUntil(async () => (await family.listLoggedEventTypes()).length === 5)

  const all = await project.run('events', '--json')
  expect(all.code).toBe(0)
  const envelopes = all.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as EventEnvelope)
  for (const envelope of envelopes) await expectToMatchSchema('events', envelope)
  expect(envelopes.map(({ type }) => type).toSorted()).toEqual(
    (await family.listLoggedEventTypes()).toSorted(),
  )
  const times = envelopes.map(({ time }) => time)
  expect(times).toEqual(times.toSorted())
  const familyEvents = await project.run(
    'events',
    '--family',
    `FAMILY#${family.familyId}`,
    '--type',
    'identity.family.*',
  )
  expect(familyEvents.stdout.trim().split('\n')).toHaveLength(2)
  expect((await project.run('events', '--correlation', 'unknown')).stdout).toBe('')
  const misspelled = await project.run('events', '--type', 'identity.family.delete')
  expect(misspelled).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean "identity.family.deleted"?') as string,
  })
  // A custom service that has not published an event yet.
  expect(await project.run('events', '--type', 'calendar.*', '--json')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/Their events match [\s\S]*budget\.\*/) as string,
  })
  expect(familyEvents.stdout).toMatch(/ {2}The family .* was deleted$/m)
  expect(familyEvents.stdout).not.toContain(family.familyId)
  const wide = await project.run('events', '--wide', '--limit', '2')
  expect(wide.stdout).toMatch(/ v\d+ {2}event [0-9a-f-]{36} {2}/)

  const history = await project.run('inspect', 'family', family.familyId, '--history', '--json')
  const document: unknown = JSON.parse(history.stdout)
  await expectToMatchSchema('inspect-history', document)
  expect(document).toMatchObject({
    kind: 'family',
    title: null,
    items: [
      {
        type: 'identity.family.deletion_requested',
        changes: [{ field: 'family_id', after: family.familyId }],
      },
      { type: 'identity.family.deleted', changes: [{ field: 'family_id', before: family.familyId }] },
    ],
  })

  const listed = JSON.parse((await project.run('saga', 'list', '--json')).stdout) as { items: Saga[] }
  await expectToMatchSchema('saga-list', listed)
  const sagas = listed.items
  expect(sagas).toMatchObject([{ kind: 'family-deletion', state: 'completed', subject: family.familyId }])
  const shown = await project.run('saga', 'show', sagas[0]?.id ?? '')
  expect(shown.stdout).toContain('purge-expenses')
  const saga = await project.run('saga', 'show', sagas[0]?.id ?? '', '--json')
  await expectToMatchSchema('saga-show', JSON.parse(saga.stdout))
  const again = await project.run('saga', 'retry', sagas[0]?.id ?? '', '--json')
  expect([again.code, JSON.parse(again.stdout)]).toMatchObject([1, { error: { code: 'SAGA_NOT_RETRYABLE' } }])

  const latest = async (): Promise<string> => (await project.run('events', '--limit', '1', '--json')).stdout
  const last = await latest()
  // An event of the past that is logged last, as those of a dataset.
  await stores.postgres.pool
    .query(`INSERT INTO platform.event_log (event_id, type, source, subject, time, envelope)
    SELECT gen_random_uuid(), type, source, subject, time - interval '1 day',
      envelope || jsonb_build_object('id', gen_random_uuid())
    FROM platform.event_log ORDER BY time LIMIT 1`)
  expect(await latest()).toBe(last)
})

test('an event that cannot be processed becomes a dead letter, is listed, and fails again when redelivered', async () => {
  await using location = await createMigratedStores()
  await using project = await createProjectDirectory(location.endpoints)
  const { stores } = location
  const valid = createEvent(
    { type: 'budget.category.deleted', subject: createId(), aggregateVersion: 1, data: {} },
    systemClock,
  )
  const poison: EventEnvelope = { ...valid, type: 'budget.category.created', data: { amount: 501 } }
  await stores.postgres.pool.query('INSERT INTO outbox (id, envelope) VALUES ($1, $2)', [poison.id, poison])
  await using _processing = await startEventProcessing({
    stores,
    ...composeEventProcessing(stores),
    idleMs: 100,
  })
  await waitUntil(async () => (await listDeadLetters(stores.postgres.pool)).length === 2)

  const listed = await project.run('events', 'dead-letters', '--json')
  await expectToMatchSchema('events-dead-letters', JSON.parse(listed.stdout))
  expect(JSON.parse(listed.stdout)).toMatchObject({
    items: [
      { consumer: 'budget.settle-late-writes', attempts: 5 },
      { consumer: 'todo.replicate-categories', attempts: 5 },
    ],
  })
  const retried = await project.run('events', 'redeliver', poison.id, '--json')
  await expectToMatchSchema('events-redeliver', JSON.parse(retried.stdout))
  expect([retried.code, JSON.parse(retried.stdout)]).toMatchObject([
    1,
    { ok: false, items: [{ outcome: 'failed' }, { outcome: 'failed' }] },
  ])
  expect((await project.run('events', 'dead-letters', '--retry')).code).toBe(1)
  const nonsense = await project.run('events', 'redeliver', 'nonsense', '--json')
  expect([nonsense.code, JSON.parse(nonsense.stdout)]).toMatchObject([2, { error: { code: 'INVALID_ID' } }])
  const limit = await project.run('events', '--limit', 'many', '--json')
  expect([limit.code, JSON.parse(limit.stdout)]).toMatchObject([2, { error: { code: 'USAGE' } }])
  const unknown = await project.run('events', 'redeliver', createId(), '--json')
  expect([unknown.code, JSON.parse(unknown.stdout)]).toMatchObject([
    2,
    { error: { code: 'EVENT_NOT_FOUND' } },
  ])
})
