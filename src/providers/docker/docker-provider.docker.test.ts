import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  canTestWithDocker,
  createDockerTestConfig,
  grantTestAccess,
  listProjectResources,
} from '../../../test/support/docker.js'
import { reserveFreePort } from '../../../test/support/reserve-free-port.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { Endpoints } from '../../core/store-types.js'
import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { openStores } from '../../stores/open-stores.js'
import type { EngineRecord } from '../provider.js'
import { loadProvider } from '../../project/components/load-provider.js'

const dockerProvider = await loadProvider('docker')

describe.skipIf(!(await canTestWithDocker()))('the Docker provider', () => {
  let home: string
  let config: ResolvedConfig
  let records: readonly EngineRecord[]

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'homemanager-docker-'))
    config = createDockerTestConfig(home)
    records = await Promise.all(STORE_NAMES.map(async (store) => start(config, store)))
  })

  afterAll(async () => {
    await Promise.all(
      (await dockerProvider.find?.(config))?.map((record) => dockerProvider.stop(record, 5000)) ?? [],
    )
    for (const store of STORE_NAMES) await dockerProvider.removeData(store, config)
    await rm(home, { recursive: true })
    const left = await listProjectResources(config.project)
    if (left.length > 0) throw new Error(`Left behind: ${left.join(', ')}`)
  })

  test('starts three stores that are reachable with their native clients', async () => {
    const endpoints = Object.fromEntries(records.map(({ store, endpoint }) => [store, endpoint])) as unknown
    await Promise.all(records.map(async (record) => grantTestAccess(dockerProvider, record, config)))
    await using stores = await openStores(endpoints as Endpoints)
    for (const store of STORE_NAMES) await waitUntilReady(async () => stores[store].ping())
    const { rows } = await stores.postgres.pool.query<{ current_database: string }>(
      'SELECT current_database()',
    )
    expect(rows).toEqual([{ current_database: 'homemanager_identity' }])
    await expect(stores.mongo.db.collection('answers').insertOne({ ok: true })).resolves.toMatchObject({
      acknowledged: true,
    })
  })

  test('names all resources as Compose does', async () => {
    const { project } = config
    expect(await listProjectResources(project)).toEqual([
      `container ${project}-dynamodb-1`,
      `container ${project}-mongo-1`,
      `container ${project}-postgres-1`,
      `network ${project}_default`,
      `volume ${project}_dynamodb-data`,
      `volume ${project}_mongo-data`,
      `volume ${project}_postgres-data`,
    ])
  })

  test('finds running containers without a state file and adopts them', async () => {
    // Existing data is never considered unfinished.
    for (const record of records) expect(record.unfinished).toBe(true)
    const finished = records.map((record) => ({ ...record, unfinished: undefined }))
    expect(await dockerProvider.find?.(config)).toEqual(finished)
    expect(await start(config, 'mongo')).toEqual(finished.find(({ store }) => store === 'mongo'))
  })

  test('stops and removes a container but keeps its data', async () => {
    const record = records.find(({ store }) => store === 'mongo')
    if (record === undefined) throw new Error('mongo was not started')
    expect(await dockerProvider.isRunning(record)).toBe(true)
    expect(await dockerProvider.lastLogLines(record, 5)).toContainEqual(expect.stringContaining('Waiting'))
    await dockerProvider.stop(record, 5000)
    expect(await dockerProvider.isRunning(record)).toBe(false)
    expect(await listProjectResources(config.project)).toContain(`volume ${config.project}_mongo-data`)
    expect(await listProjectResources(config.project)).not.toContain(`container ${config.project}-mongo-1`)
  })

  test('leaves nothing behind if interrupted', async () => {
    const other = createDockerTestConfig(home)
    const controller = new AbortController()
    const starting = start(other, 'postgres', controller.signal)
    await sleep(30)
    controller.abort()
    await expect(starting).rejects.toThrow('abort')
    expect(await listProjectResources(other.project)).toEqual([])
  })
})

async function start(
  config: ResolvedConfig,
  store: StoreName,
  signal: AbortSignal = new AbortController().signal,
): Promise<EngineRecord> {
  return dockerProvider.start({ store, config, port: await reserveFreePort(), signal, onProgress: () => {} })
}

async function waitUntilReady(ping: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + 30_000
  for (;;) {
    try {
      await ping()
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(50)
    }
  }
}
