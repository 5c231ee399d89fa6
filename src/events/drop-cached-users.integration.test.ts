import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { expect, test } from 'vitest'
import { familyMember, registered } from '../../test/support/api-caller.js'
import { runningServices } from '../../test/support/running-services.js'
import { until } from '../../test/support/until.js'
import { categoryItemKey } from '../domain/category-item.js'
import { dropCachedUsers } from './drop-cached-users.js'
import { startEventing } from './start-eventing.js'

test('a member who leaves the family can no longer be assigned, however well they were cached', async () => {
  await using under = await runningServices()
  await using _eventing = await startEventing({ stores: under.stores, idleMs: 100 })
  await using _invalidation = dropCachedUsers(under.stores.postgres, under.services.users)
  const owner = await registered(under.gateway)
  const member = await familyMember(under.gateway, owner)
  const assign = async (): Promise<number> =>
    (await owner.call('POST', '/todo/v1/todos', { title: 'Rake', assigned_to: member.id })).status
  expect([await assign(), await assign()]).toEqual([201, 201])
  const { counts } = under.services.users
  expect(counts.hits).toBeGreaterThan(0)
  const gone = await owner.call('DELETE', `/identity/v1/families/${owner.familyId}/members/${member.id}`)
  expect(gone.status).toBe(204)
  await until(async () => (await assign()) === 404)
})

test('categories are replicated to the todo service', async () => {
  await using under = await runningServices()
  await using _eventing = await startEventing({ stores: under.stores, idleMs: 100 })
  const owner = await registered(under.gateway)
  const made = await owner.call('POST', '/budget/v1/categories', {
    id: 'hobbies',
    label: 'Hobbies',
    subcategories: ['chess'],
  })
  expect(made.status).toBe(201)
  const { client, table } = under.stores.dynamodb
  const copy = async (): Promise<unknown> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: marshall(categoryItemKey('hobbies')) }),
    )
    return Item && unmarshall(Item)
  }
  await until(async () => (await copy()) !== undefined)
  expect(await copy()).toMatchObject({
    category: 'hobbies',
    label: 'Hobbies',
    subcategories: ['chess'],
    version: 1,
  })
})
