import { expect, test } from 'vitest'
import { FAST_SCRYPT_COST } from '../../../core/scrypt-hash.js'
import { createPasswordHasher } from './password-hasher.js'

const never = new AbortController().signal

test('verifies what it has hashed', async () => {
  const hasher = createPasswordHasher({ cost: FAST_SCRYPT_COST })
  const hash = await hasher.hash('correct horse', never)
  expect(await hasher.verify('correct horse', hash, never)).toBe(true)
  expect(await hasher.verify('wrong horse', hash, never)).toBe(false)
  expect(await hasher.verify('correct horse', undefined, never)).toBe(false)
})

test("new hashes have OWASP's parameters; weaker ones are replaced, others are not", async () => {
  const hasher = createPasswordHasher()
  const hash = await hasher.hash('correct horse', never)
  expect(hash).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await hasher.rehash('correct horse', hash, never)).toBeUndefined()
  const weaker = await createPasswordHasher({ cost: { logN: 14, r: 8, p: 1 } }).hash('correct horse', never)
  expect(await hasher.rehash('correct horse', weaker, never)).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$/)
  const fast = createPasswordHasher({ cost: FAST_SCRYPT_COST })
  expect(await fast.verify('correct horse', hash, never)).toBe(true)
  expect(await fast.rehash('correct horse', hash, never)).toBeUndefined()
})

test('rejects more waiting requests than allowed', async () => {
  const hasher = createPasswordHasher({ cost: FAST_SCRYPT_COST, concurrency: 1, maxWaiting: 2 })
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, async () => hasher.verify('x', undefined, never)),
  )
  expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : 'ok'))).toEqual([
    'ok',
    'ok',
    'ok',
    'TOO_MANY_REQUESTS',
    'TOO_MANY_REQUESTS',
  ])
})

test('drops waiting requests of clients that have disconnected and continues with the others', async () => {
  const hasher = createPasswordHasher({ cost: FAST_SCRYPT_COST, concurrency: 1 })
  const gone = new AbortController()
  const running = hasher.verify('x', undefined, never)
  const abandoned = hasher.verify('x', undefined, gone.signal)
  const next = hasher.verify('x', undefined, never)
  gone.abort()
  await expect(abandoned).rejects.toMatchObject({ code: 'CLIENT_DISCONNECTED' })
  await expect(hasher.verify('x', undefined, gone.signal)).rejects.toMatchObject({
    code: 'CLIENT_DISCONNECTED',
  })
  expect(await Promise.all([running, next])).toEqual([false, false])
})
