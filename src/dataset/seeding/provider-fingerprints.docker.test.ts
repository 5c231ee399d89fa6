import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canTestWithDocker, createDockerTestConfig, grantTestAccess } from '../../../test/support/docker.js'
import { reserveFreePort } from '../../../test/support/reserve-free-port.js'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import type { Endpoints } from '../../core/store-types.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { migrateStores } from '../../migrations/migrate-stores.js'
import { loadProvider } from '../../project/components/load-provider.js'
import { openStores } from '../../stores/open-stores.js'
import { seedStores } from './seed-stores.js'
import { verifyStores } from '../../verify/verify-stores.js'

const dockerProvider = await loadProvider('docker')

const SEED_OPTIONS = { profile: 'small', families: 20 }

test.skipIf(!(await canTestWithDocker()))(
  'Docker and embedded engines give the same fingerprints',
  async () => {
    await using migrated = await createMigratedStores()
    const embedded = await seedStores(migrated.stores, SEED_OPTIONS)

    const home = await mkdtemp(join(tmpdir(), 'homemanager-docker-'))
    const config = createDockerTestConfig(home)
    try {
      const endpoints: Record<string, unknown> = {}
      for (const store of STORE_NAMES) {
        const { signal } = new AbortController()
        const port = await reserveFreePort()
        const record = await dockerProvider.start({ store, config, port, signal, onProgress: () => {} })
        endpoints[store] = record.endpoint
        await grantTestAccess(dockerProvider, record, config)
      }
      await using stores = await openStores(endpoints as unknown as Endpoints)
      for (const store of STORE_NAMES) await waitUntil(() => stores[store].ping().then(Boolean, () => false))
      expect(await migrateStores(stores)).toMatchObject({ ok: true })
      expect((await seedStores(stores, SEED_OPTIONS)).fingerprint).toEqual(embedded.fingerprint)
      expect(await verifyStores(stores, { dataset: true })).toMatchObject({ ok: true })
    } finally {
      const records = (await dockerProvider.find?.(config)) ?? []
      await Promise.all(records.map((record) => dockerProvider.stop(record, 5000)))
      for (const store of STORE_NAMES) await dockerProvider.removeData(store, config)
      await rm(home, { recursive: true })
    }
  },
)
