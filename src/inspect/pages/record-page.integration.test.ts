import { expect, test } from 'vitest'
import { createExampleStores, toExampleId } from '../../../test/support/example-stores.js'
import { getEndpoints } from '../../../test/support/get-endpoints.js'
import { defineEntity } from '../../domain/entities/entity.js'
import { text } from '../../domain/entities/field.js'
import { BUNDLED_ENTITIES, extendEntities } from '../../domain/entities/registry.js'
import { createEvent } from '../../domain/events/create-event.js'
import { openRecordSources } from '../records/open-record-sources.js'
import type { SeededFields } from '../records/record-view.js'
import { HISTORY, openRecord } from './record-page.js'

const pet = defineEntity({
  name: 'pet',
  plural: 'pets',
  place: { store: 'mongo', collection: 'pets' },
  id: { fields: ['_id'], prefix: 'pet_' },
  fields: { _id: text(), owner_id: text(), vet_id: text() },
  references: [
    { field: 'owner_id', label: 'owner', entity: 'user', prefix: 'USER#' },
    { field: 'vet_id', label: 'vet', entity: 'user', prefix: 'USER#' },
  ],
  title: () => 'Rex',
})

test('a field that is a reference leads to the record, also if the reference has a label', async () => {
  await using stores = await createExampleStores()
  await stores.mongo.db.collection('pets').insertOne({
    _id: `pet_${toExampleId(1)}` as never,
    owner_id: `USER#${toExampleId(123)}`,
    chip: 1,
    vet_id: `USER#${toExampleId(999)}`,
  })
  await using sources = await openRecordSources(getEndpoints(stores), extendEntities([pet]))
  const { panes, subtitle } = await openRecord(sources, pet.name as never, toExampleId(1))
  const targets = Object.fromEntries(panes[0].rows.map(({ cells: [name], target }) => [name?.text, target]))
  expect(targets).toEqual({
    _id: undefined,
    owner_id: `/records/user/${toExampleId(123)}`,
    vet_id: undefined,
    chip: undefined,
  })
  // The names are in the list, so that the title has space for the record.
  expect(subtitle).toBe('mongo · 1 unknown field')
  expect(panes[0].rows.find(({ cells: [name] }) => name?.text === 'chip')?.cells.at(-1)?.text).toBe(
    'unknown field',
  )
})

test('an event leads to its trace, and has no history; the line of a list says what is in it', async () => {
  await using stores = await createExampleStores()
  const traceId = 'a'.repeat(32)
  const event = createEvent(
    {
      type: 'identity.user.deleted',
      subject: toExampleId(123),
      aggregateVersion: 2,
      data: {
        user: { id: toExampleId(123), email: 'a@b.example', display_name: 'A', family_id: null, version: 2 },
      },
      traceparent: `00-${traceId}-${'b'.repeat(16)}-01`,
    },
    { now: () => new Date('2024-10-03T10:00:00Z') },
  )
  const later = { ...event, id: toExampleId(2), type: 'identity.user.later', actorid: toExampleId(123) }
  const latest = { ...event, id: toExampleId(3), type: 'identity.user.latest' }
  const updated = {
    ...event,
    id: toExampleId(4),
    type: 'budget.expense.updated',
    subject: toExampleId(123),
    data: { description: 'Bread' },
    correlationid: toExampleId(4),
  }
  for (const each of [event, later, latest, updated])
    await stores.postgres.pool.query(
      'INSERT INTO platform.event_log (event_id, type, source, subject, time, envelope) VALUES ($1, $2, $3, $4, $5, $6)',
      [each.id, each.type, each.source, each.subject, each.time, each],
    )
  await using sources = await openRecordSources(getEndpoints(stores), BUNDLED_ENTITIES)
  const { panes, traceId: ofPage } = await openRecord(sources, 'event', event.id)
  expect(ofPage).toBe(traceId)
  expect(panes.map(({ name }) => name)).toEqual(['Fields', 'References', 'Related records', 'What happened'])
  expect(panes[3]?.rows[0]?.cells[0]?.text).toBe('A was deleted')
  const row = panes[0].rows.find(({ cells: [name] }) => name?.text === 'traceparent')
  expect(row).toMatchObject({ traceId, target: `/traces/${traceId}` })
  const caused = (await openRecord(sources, 'event', later.id)).panes[0].rows
  expect(caused.find(({ cells: [name] }) => name?.text === 'actorid')).toMatchObject({
    target: `/records/user/${toExampleId(123)}`,
  })
  // The newest first, as in a history, and without the event itself.
  expect(panes[2]?.rows[0]?.cells.at(-1)?.text).toBe(`${latest.type}, ${later.type}`)
  const readChange = async (description?: string): Promise<string | undefined> => {
    const findSeeded = async (): Promise<SeededFields | undefined> =>
      description === undefined ? undefined : { version: 1, fields: { description }, partial: true }
    const page = await openRecord({ ...sources, findSeeded }, 'expense', toExampleId(123))
    return page.panes.find(({ name }) => name === HISTORY)?.rows[0]?.cells.at(-1)?.text
  }
  expect(await readChange('Milk')).toContain('description Milk → Bread')
  expect(await readChange()).toContain('the values before are not recorded')
  const family = await openRecord(sources, 'family', toExampleId(789))
  const spending = family.panes[2]?.rows.find(({ cells: [name] }) => name?.text === 'spending')
  expect(spending?.cells.at(-1)?.text).toContain('2024-10 groceries 156.78 USD (1)')
})
