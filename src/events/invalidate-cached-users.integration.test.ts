import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { expect, test } from 'vitest'
import { createTestFamilyMember, createTestUser } from '../../test/support/api-caller.js'
import { startTestServices } from '../../test/support/test-services.js'
import { waitUntil } from '../../test/support/wait-until.js'
import { systemClock } from '../core/clock.js'
import { getCategoryItemKey } from '../domain/category-item.js'
import { createEvent } from '../domain/events/create-event.js'
import { invalidateCachedUsers } from './invalidate-cached-users.js'
import { composeEventProcessing } from '../app/events/compose-event-processing.js'
import { startEventProcessing } from './start-event-processing.js'

test('a member who leaves the family can no longer be assigned, however well they were cached', async () => {
  await using under = await startTestServices()
  await using _eventing = await startEventProcessing({
    stores: under.stores,
    ...composeEventProcessing(under.stores),
    idleMs: 100,
  })
  await using _invalidation = invalidateCachedUsers(under.stores.postgres, under.services.users)
  const owner = await createTestUser(under.gateway)
  const member = await createTestFamilyMember(under.gateway, owner)
  const assign = async (): Promise<number> =>
    (await owner.call('POST', '/todo/v1/todos', { title: 'Rake', assigned_to: member.id })).status
  // Until the events of their registration and of their joining have arrived.
  await waitUntil(async () => {
    expect(await assign()).toBe(201)
    return under.services.users.counts.hits > 0
  })
  const gone = await owner.call('DELETE', `/identity/v1/families/${owner.familyId}/members/${member.id}`)
  expect(gone.status).toBe(204)
  await waitUntil(async () => (await assign()) === 404)
})

test('categories are replicated to the todo service', async () => {
  await using under = await startTestServices()
  await using _eventing = await startEventProcessing({
    stores: under.stores,
    ...composeEventProcessing(under.stores),
    idleMs: 100,
  })
  // A category of the operator. Those of families are no reference data.
  const created = createEvent(
    {
      type: 'budget.category.created',
      subject: 'hobbies',
      aggregateVersion: 1,
      data: { label: 'Hobbies', subcategories: ['chess'] },
    },
    systemClock,
  )
  const insert = 'INSERT INTO outbox (id, envelope) VALUES ($1, $2)'
  await under.stores.postgres.pool.query(insert, [created.id, created])
  const { client, table } = under.stores.dynamodb
  const copy = async (): Promise<unknown> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: marshall(getCategoryItemKey('hobbies')) }),
    )
    return Item && unmarshall(Item)
  }
  await waitUntil(async () => (await copy()) !== undefined)
  expect(await copy()).toMatchObject({
    category: 'hobbies',
    label: 'Hobbies',
    subcategories: ['chess'],
    version: 1,
  })
})
