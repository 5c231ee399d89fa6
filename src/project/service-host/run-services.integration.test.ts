import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { runServices } from './run-services.js'

test('services that fail to start leave no event processing running', async () => {
  const directory = await createTemporaryDirectory('homemanager services ')
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  await using databases = await createMigratedStores()
  // The services cannot write their secret where there is a directory.
  await mkdir(join(directory, 'cursor-secret', 'directory'), { recursive: true })
  const starting = runServices({
    stores: databases.stores,
    ports: { gateway: 0, identity: 0, todo: 0, budget: 0 },
    upstreams: {},
    addonUrls: {},
    dataDirectory: directory,
  })
  await expect(starting).rejects.toThrow('EISDIR')
  // Event processing that was not stopped reconnects within 250 ms.
  await sleep(500)
  const { rows } = await databases.stores.postgres.pool.query(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'homemanager-events' AND datname = current_database()",
  )
  expect(rows).toEqual([])
})
