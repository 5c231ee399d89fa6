import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateStores } from '../../dist/migrations/migrate-stores.js'
import { openStores } from '../../dist/stores/open-stores.js'
import { runBareClients } from './bare-migrations.js'
import { createEmptyDatabases } from './bench-stack.js'
import { measureMs } from './measure-ms.js'
import { planActions } from './plan-actions.js'
import { compareWithNode, compareDurations, formatMs, measureCommand } from './time-command.js'

async function compareFullMigration() {
  const actions = await planActions(await createEmptyDatabases())
  const { subject, reference, ratio } = await compareDurations(
    7,
    async () => {
      const endpoints = await createEmptyDatabases()
      return measureMs(async () => {
        const stores = await openStores(endpoints)
        const report = await migrateStores(stores)
        if (!report.ok) throw new Error(JSON.stringify(report))
        await stores[Symbol.asyncDispose]()
      })
    },
    async () => {
      const endpoints = await createEmptyDatabases()
      return measureMs(() => runBareClients(endpoints, actions))
    },
  )
  return {
    ratio,
    figures: {
      'migrate, all three stores': formatMs(subject),
      'bare clients in parallel': formatMs(reference),
    },
  }
}

/** `homemanager migrate` in a project whose migrations are all applied. */
async function compareUpToDateMigrate() {
  const directory = mkdtempSync(join(tmpdir(), 'homemanager-bench-'))
  const bin = new URL('../../bin/homemanager.js', import.meta.url).pathname
  const options = { cwd: directory }
  const up = ['up', '--provider', 'embedded', '--no-services', '--project', 'bench']
  try {
    await measureCommand(process.execPath, [bin, ...up], options)
    return await compareWithNode(9, ['migrate', '--project', 'bench'], options)
  } finally {
    await measureCommand(process.execPath, [bin, 'down', '--volumes', '--yes', '--project', 'bench'], options)
    rmSync(directory, { recursive: true })
  }
}

export const benchmarks = [
  { name: 'migrate: nothing pending, against node -e 0', atMost: 3, run: compareUpToDateMigrate },
  {
    name: 'migrate: all bundled migrations against bare clients in parallel',
    atMost: 1.2,
    run: compareFullMigration,
  },
]
