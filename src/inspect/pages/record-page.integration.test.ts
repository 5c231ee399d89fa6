import { expect, test } from 'vitest'
import { createExampleStores, toExampleId } from '../../../test/support/example-stores.js'
import { getEndpoints } from '../../../test/support/get-endpoints.js'
import { defineEntity } from '../../domain/entities/entity.js'
import { text } from '../../domain/entities/field.js'
import { extendEntities } from '../../domain/entities/registry.js'
import { openRecordSources } from '../records/open-record-sources.js'
import { openRecord } from './record-page.js'

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
    vet_id: `USER#${toExampleId(999)}`,
  })
  await using sources = await openRecordSources(getEndpoints(stores), extendEntities([pet]))
  const { panes } = await openRecord(sources, pet.name as never, toExampleId(1))
  const targets = Object.fromEntries(panes[0].rows.map(({ cells: [name], target }) => [name?.text, target]))
  expect(targets).toEqual({
    _id: undefined,
    owner_id: `/records/user/${toExampleId(123)}`,
    vet_id: undefined,
  })
})
