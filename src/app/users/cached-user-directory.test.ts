import { expect, test } from 'vitest'
import type { DirectoryUser } from '../../services/http/requests/user-directory.js'
import { createCachedUserDirectory } from './cached-user-directory.js'

interface CountingSource {
  readonly calls: () => number
  readonly find: (id: string, authorization: string | undefined) => Promise<DirectoryUser | undefined>
}

/** An identity service that answers when it is let, with what it has at the time of the question. */
function createCountingSource(
  answer: (n: number, authorization: string | undefined) => Promise<DirectoryUser | undefined>,
): CountingSource {
  let calls = 0
  return { calls: () => calls, find: async (_id, authorization) => answer(++calls, authorization) }
}

const createAlex = (version: number): DirectoryUser => ({
  id: 'alex',
  family_id: 'rivers',
  version,
  membership_version: 1,
})

test('a user is loaded once, also for many who ask at once', async () => {
  const identity = createCountingSource(async () => createAlex(1))
  await using users = createCachedUserDirectory(identity)
  const all = await Promise.all(Array.from({ length: 20 }, async () => users.find('alex', 'me')))
  await users.find('alex', 'me')
  expect([identity.calls(), new Set(all).size]).toEqual([1, 1])
})

test('what one caller is not shown is not what another gets', async () => {
  const identity = createCountingSource(async (_n, authorization) =>
    authorization === 'family' ? createAlex(1) : undefined,
  )
  await using users = createCachedUserDirectory(identity)
  const [stranger, member] = await Promise.all([users.find('alex', 'stranger'), users.find('alex', 'family')])
  expect([stranger, member]).toEqual([undefined, createAlex(1)])
})

test('a user who changes while being loaded is loaded again: nothing older than a seen change is given out', async () => {
  const identity = createCountingSource(async (n) => {
    if (n > 1) return createAlex(2)
    await users.invalidate('alex', 2)
    return createAlex(1)
  })
  await using users = createCachedUserDirectory(identity)
  expect(await users.find('alex', 'me')).toEqual(createAlex(2))
  expect(await users.find('alex', 'me')).toEqual(createAlex(2))
  expect(identity.calls()).toBe(2)
})

test('a user who was seen to be deleted does not come back', async () => {
  await using users = createCachedUserDirectory(createCountingSource(async () => createAlex(1)))
  await users.find('alex', 'me')
  await users.invalidate('alex', Infinity)
  expect(await users.find('alex', 'me')).toBeUndefined()
})

test('a source that fails fails its callers and nothing else', async () => {
  const identity = createCountingSource(async (n) =>
    n === 1 ? Promise.reject(new Error('away')) : createAlex(1),
  )
  await using users = createCachedUserDirectory(identity)
  await expect(users.find('alex', 'me')).rejects.toThrow('away')
  expect(await users.find('alex', 'me')).toEqual(createAlex(1))
})
