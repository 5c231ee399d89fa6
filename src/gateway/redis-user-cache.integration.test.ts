import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { dockerForTests } from '../../test/support/docker.js'
import { redisContainer } from '../../test/support/redis-container.js'
import { until } from '../../test/support/until.js'
import { cachedDirectory } from './cached-directory.js'
import { redisUserCache } from './redis-user-cache.js'

const withDocker = await dockerForTests()

test.skipIf(!withDocker)(
  'two processes share users through Redis, and without it are only slower',
  async () => {
    await using server = await redisContainer()
    let loads = 0
    const source = {
      find: async (id: string) => {
        loads++
        return { id, family_id: 'rivers', display_name: 'Alex', version: 1, password_hash: 'secret' }
      },
    }
    await using one = cachedDirectory(source, [redisUserCache(server.url)])
    await using other = cachedDirectory(source, [redisUserCache(server.url)])
    const raw = new Redis(server.url)
    raw.on('error', () => {})
    await until(async () => {
      await one.find('alex', undefined)
      return (await raw.exists('user:alex')) === 1
    })
    await until(async () => {
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
    expect(performance.now() - since).toBeLessThan(1000)
    await other.invalidate('alex', 2)
    await server.start()
    await until(async () => {
      await one.find('robin', undefined)
      return one.counts.hits > 0 && (await raw.exists('user:robin')) === 1
    })
    raw.disconnect()
  },
)
