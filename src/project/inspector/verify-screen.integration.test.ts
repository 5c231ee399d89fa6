import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { seedStores } from '../../dataset/seeding/seed-stores.js'
import type { PaneRows } from '../../inspect/pages/page.js'
import { NO_EXTENSIONS } from '../extensions/project-extensions.js'
import type { InspectorSources } from './inspector-sources.js'
import { createEmptyState } from '../state/stack-state.js'
import { INVARIANTS } from '../../verify/invariants/registry.js'
import { VERIFY_SCREEN } from './verify-screen.js'

test("the project's own invariants are checked, in SQL and in extensions", async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  await seedStores(stores)
  const home = await mkdtemp(path.join(tmpdir(), 'homemanager-verify-'))
  await writeFile(
    path.join(home, 'families.sql'),
    "SELECT 'family' AS entity, id, 'is a family' AS message FROM families LIMIT 1",
  )
  const extensions = {
    ...NO_EXTENSIONS,
    invariants: [
      {
        name: 'no-alex',
        statement: 'nobody is called Alex Parker',
        records: {
          users: ({ id, fields }, _, report) => {
            if (String(fields['email']).startsWith('alex.parker@'))
              report({ store: 'postgres', id, message: 'is Alex' })
          },
        },
      },
    ],
  } satisfies InspectorSources['extensions']
  const config = { root: process.cwd(), home, invariants: [path.join(home, 'families.sql')] }
  const sources = {
    project: { config, state: createEmptyState({ project: 'test', root: config.root, home }) },
    extensions,
    entities: extensions.entities,
    stores: async () => stores,
  } as unknown as InspectorSources
  const page = await VERIFY_SCREEN.open(
    sources,
    { screen: 'verify', path: [], parameters: {} },
    new AbortController().signal,
  )
  let rows: PaneRows = page.panes[0]
  while (rows.more !== undefined) rows = await rows.more.read()
  const texts = rows.rows.map(({ cells }) =>
    cells
      .slice(1)
      .map(({ text }) => text)
      .join(', '),
  )
  expect(texts.slice(0, 2).toSorted()).toEqual([
    'families.sql, postgres, is a family',
    'no-alex: nobody is called Alex Parker, postgres, is Alex',
  ])
  // All other invariants are kept.
  expect(texts.slice(2)).toHaveLength(INVARIANTS.length)
  expect(rows.rows.slice(2).every(({ cells }) => cells[0]?.text === '✓')).toBe(true)
  const stored = rows.rows.slice(2).map(({ cells }) => cells[2]?.text)
  expect(stored.every((each) => each !== undefined && each !== '')).toBe(true)
  expect(stored[0]).toBe('postgres, dynamodb')
  const counts = Object.fromEntries(
    texts.slice(2).map((text) => [text.split('.')[0], text.split(', ').at(-1)]),
  )
  expect(counts).toMatchObject({ 1: expect.stringMatching(/^[\d,]+ users checked$/), 13: 'checked' })
  const { rows: families } = await stores.postgres.pool.query('SELECT id FROM families')
  expect(counts[8]).toBe(`${families.length} families checked`)
  expect(rows.progress).toMatch(/^2 violations, [\d,]+ records read$/)
  // The texts are cut only where the stores are left out.
  expect(rows.columns?.find(({ name }) => name === 'STORE')?.importance).toBeLessThan(-1)
  await rm(home, { recursive: true })
})
