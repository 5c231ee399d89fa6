import { expect, test } from 'vitest'
import type { KnownUser } from '../services/http/user-directory.js'
import { cachedDirectory } from './cached-directory.js'

interface Source {
  readonly calls: () => number
  readonly find: (id: string, authorization: string | undefined) => Promise<KnownUser | undefined>
}

/** An identity service that answers when it is let, with what it has at the time of the question. */
function source(
  answer: (n: number, authorization: string | undefined) => Promise<KnownUser | undefined>,
): Source {
  let calls = 0
  return { calls: () => calls, find: async (_id, authorization) => answer(++calls, authorization) }
}

const alex = (version: number): KnownUser => ({ id: 'alex', family_id: 'rivers', version })

test('a user is loaded once, also for many who ask at once', async () => {
  const identity = source(async () => alex(1))
  await using users = cachedDirectory(identity)
  const all = await Promise.all(Array.from({ length: 20 }, async () => users.find('alex', 'me')))
  await users.find('alex', 'me')
  expect([identity.calls(), new Set(all).size]).toEqual([1, 1])
})

test('what one caller is not shown is not what another gets', async () => {
  const identity = source(async (_n, authorization) => (authorization === 'family' ? alex(1) : undefined))
  await using users = cachedDirectory(identity)
  const [stranger, member] = await Promise.all([users.find('alex', 'stranger'), users.find('alex', 'family')])
  expect([stranger, member]).toEqual([undefined, alex(1)])
})

test('a user who changes while being loaded is loaded again: nothing older than a seen change is given out', async () => {
  const identity = source(async (n) => {
    if (n > 1) return alex(2)
    await users.invalidate('alex', 2)
    return alex(1)
  })
  await using users = cachedDirectory(identity)
  expect(await users.find('alex', 'me')).toEqual(alex(2))
  expect(await users.find('alex', 'me')).toEqual(alex(2))
  expect(identity.calls()).toBe(2)
})

test('a user who was seen to be deleted does not come back', async () => {
  await using users = cachedDirectory(source(async () => alex(1)))
  await users.find('alex', 'me')
  await users.invalidate('alex', Infinity)
  expect(await users.find('alex', 'me')).toBeUndefined()
})

test('a source that fails fails its callers and nothing else', async () => {
  const identity = source(async (n) => (n === 1 ? Promise.reject(new Error('away')) : alex(1)))
  await using users = cachedDirectory(identity)
  await expect(users.find('alex', 'me')).rejects.toThrow('away')
  expect(await users.find('alex', 'me')).toEqual(alex(1))
})
