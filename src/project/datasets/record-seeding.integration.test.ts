import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import { seedStores } from '../../dataset/seeding/seed-stores.js'
import { beginSeed, readInterruptedSeeds, toInterruptedSeeds } from '../state/unfinished-seeds.js'
import { recordUnfinishedSeeds } from './record-datasets.js'
import { recordSeeding, resumeInterrupted } from './record-seeding.js'

const FEW = { profile: 'small', families: 5 }
const OTHER = { ...FEW, seed: 2, reset: true }

test('an interrupted removal is recorded until it is completed', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  const home = await createTemporaryDirectory('unfinished-')
  const config = { project: 'test', root: home, home } as ResolvedConfig
  await seedStores(stores, FEW)
  const recording = recordSeeding(config, OTHER)
  const interruption = new AbortController()
  const seeding = seedStores(stores, {
    ...OTHER,
    signal: interruption.signal,
    onBegin(dataset, phase) {
      recording.onBegin?.(dataset, phase)
      interruption.abort(new Error(`interrupted: ${phase}`))
    },
  })
  await expect(seeding).rejects.toThrow('interrupted: remove')
  // This process is loading it, until it says that it is not.
  expect(toInterruptedSeeds(config)).toEqual({})
  await recordUnfinishedSeeds(config, stores)
  const resume = 'homemanager seed small --seed 2 --families 5 --reset'
  expect(toInterruptedSeeds(config)).toEqual({ interruptedSeeds: [{ ...OTHER, resume }] })
  expect(resumeInterrupted(config, {})).toMatchObject(OTHER)

  await seedStores(stores, { ...OTHER, ...recording })
  await recordUnfinishedSeeds(config, stores)
  expect(readInterruptedSeeds(home)).toEqual([])
})

test('a dataset that was not begun, or that was removed, is not incomplete', async () => {
  await using migrated = await createMigratedStores()
  const home = await createTemporaryDirectory('unfinished-')
  const config = { project: 'test', root: home, home } as ResolvedConfig
  beginSeed(home, { profile: 'load', dataset: 'load.1' })
  await recordUnfinishedSeeds(config, migrated.stores)
  expect(readInterruptedSeeds(home)).toEqual([])
  expect(resumeInterrupted(config, {})).toEqual({})
})

test('only a request of nothing in particular resumes, and a path is found from the directory of the project', async () => {
  const home = await createTemporaryDirectory('unfinished-')
  const location = { project: 'test', root: home, home }
  const { onBegin } = recordSeeding(location, { profile: 'party.yaml', cwd: `${home}/seeds`, append: true })
  onBegin?.('party.1', 'load')
  // Another process has recorded it, and has ended.
  const [seed] = JSON.parse(await readFile(`${home}/unfinished-seeds.json`, 'utf8')) as readonly object[]
  await writeFile(
    `${home}/unfinished-seeds.json`,
    JSON.stringify([{ ...seed, process: { pid: 1, startedAt: 'before' } }]),
  )
  expect(toInterruptedSeeds(location)).toEqual({
    interruptedSeeds: [
      {
        profile: './seeds/party.yaml',
        append: true,
        resume: `homemanager seed ${home}/seeds/party.yaml --append`,
      },
    ],
  })
  expect(resumeInterrupted(location, {})).toMatchObject({ profile: './seeds/party.yaml', cwd: home })
  const others = [
    { profile: 'demo' },
    { seed: 2 },
    { families: 3 },
    { only: 'mongo' },
    { reset: true },
  ] as const
  for (const options of others) expect(resumeInterrupted(location, options)).toBe(options)
})
