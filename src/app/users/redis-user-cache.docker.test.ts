import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { canTestWithDocker } from '../../../test/support/docker.js'
import { startRedisContainer } from '../../../test/support/redis-container.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { createCachedUserDirectory } from './cached-user-directory.js'
import { createRedisUserCache } from './redis-user-cache.js'

const HAS_DOCKER = await canTestWithDocker()

test.skipIf(!HAS_DOCKER)(
  'two processes share users through Redis, and without it are only slower',
  async () => {
    await using server = await startRedisContainer()
    let loads = 0
    const source = {
      find: async (id: string) => {
        loads++
        return {
          id,
          family_id: 'rivers',
          display_name: 'Alex',
          version: 1,
          membership_version: 1,
          password_hash: 'secret',
        }
      },
    }
    await using one = createCachedUserDirectory(source, [createRedisUserCache(server.url)])
    await using other = createCachedUserDirectory(source, [createRedisUserCache(server.url)])
    const raw = new Redis(server.url)
    raw.on('error', () => {})
    await waitUntil(async () => {
      await one.find('alex', undefined)
      return (await raw.exists('user:alex')) === 1
    })
    await waitUntil(async () => {
      await other.find('alex', undefined)
      return other.counts.hits > 0
    })
    const [text, ttl] = [await raw.get('user:alex'), await raw.pttl('user:alex')]
    expect(text).not.toContain('secret')
    expect(ttl).toBeGreaterThan(14 * 60_000)
    expect(ttl).toBeLessThanOrEqual(15 * 60_000)

    // What another process puts back after a change was seen here is not given out here.
    await one.invalidate('alex', 2)
    await other.find('alex', undefined)
    await raw.set('user:alex', JSON.stringify({ id: 'alex', family_id: 'rivers', version: 1 }))
    const before = loads
    await one.find('alex', undefined)
    expect(loads).toBeGreaterThan(before)

    await server.stop()
    const since = performance.now()
    expect(await other.find('alex', undefined)).toMatchObject({ id: 'alex' })
    expect(performance.now() - since).toBeLessThan(10_000)
    await other.invalidate('alex', 2)
    await server.start()
    await waitUntil(async () => {
      await one.find('robin', undefined)
      return one.counts.hits > 0 && (await raw.exists('user:robin')) === 1
    })
    raw.disconnect()
  },
)
