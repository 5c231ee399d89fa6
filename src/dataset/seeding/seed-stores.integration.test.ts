import { setTimeout as sleep } from 'node:timers/promises'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { createTestDatabases } from '../../../test/support/test-databases.js'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { createId } from '../../core/ids.js'
import { computeTodoKeys } from '../../domain/entities/todo.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import { openStores } from '../../stores/open-stores.js'
import type { Stores } from '../../stores/stores.js'
import { lockDatasets } from './lock-datasets.js'
import { previewDataset } from './preview-dataset.js'
import { readFingerprint } from '../read-fingerprint.js'
import { resetStores } from './reset-stores.js'
import type { SeedReport } from './seed-report.js'
import { seedStores } from './seed-stores.js'
import { verifyStores } from '../../verify/verify-stores.js'

test('a dataset is seeded once, is not changed by another run, and is removed completely', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  const empty = await verifyStores(stores)
  const first = await seedStores(stores)
  expect(first).toMatchObject({ profile: 'demo', seed: 1, unchanged: false })
  expect(first.counts).toMatchObject({ families: 14, categories: 9 })
  expect(first.fingerprint).toEqual((await previewDataset({})).fingerprint)

  const again = await seedStores(stores)
  expect(again.unchanged).toBe(true)
  expect(again.fingerprint).toEqual(first.fingerprint)
  expect(await verifyStores(stores, { dataset: true })).toMatchObject({ ok: true, items: [] })

  const removed = await resetStores(stores)
  expect(removed.dynamodb).toBe(first.counts.todos)
  const { fingerprint } = await verifyStores(stores)
  expect([fingerprint.postgres, fingerprint.dynamodb]).toEqual([
    empty.fingerprint.postgres,
    empty.fingerprint.dynamodb,
  ])
  expect((await seedStores(stores)).fingerprint).toEqual(first.fingerprint)
})

test('another seed, another profile or fewer families are rejected with a suggestion, or added with append', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  await seedStores(stores, { profile: 'small', families: 5 })
  const rejected = {
    code: 'DIFFERENT_DATASET_SEEDED',
    suggestion: expect.stringContaining('--reset') as string,
  }
  await expect(seedStores(stores, { profile: 'small', seed: 2, families: 5 })).rejects.toMatchObject(rejected)
  await expect(seedStores(stores)).rejects.toMatchObject(rejected)
  await expect(seedStores(stores, { profile: 'small', families: 4 })).rejects.toMatchObject(rejected)

  const grown = await seedStores(stores, { profile: 'small', families: 8 })
  expect(grown.fingerprint).toEqual((await previewDataset({ profile: 'small', families: 8 })).fingerprint)
  const both = await seedStores(stores, { profile: 'small', seed: 2, families: 5, append: true })
  expect([both.counts.families, both.storedCounts.families]).toEqual([5, 13])
  // The fixtures of a profile set IDs and addresses, which two datasets cannot have in common.
  const fixtures = await seedStores(stores, { append: true })
  const again = await seedStores(stores, { seed: 2, append: true })
  expect(again.counts.families).toBe(fixtures.counts.families)
  const repeated = await seedStores(stores, { seed: 2, append: true })
  expect(repeated).toMatchObject({ ok: true, unchanged: true, counts: again.counts })
  expect(repeated.storedCounts.families).toBe(13 + 2 * fixtures.counts.families)
  expect(await verifyStores(stores, { dataset: true })).toMatchObject({ ok: true, items: [] })

  const replaced = await seedStores(stores, { profile: 'small', seed: 3, families: 5, reset: true })
  expect(replaced.fingerprint).toEqual(
    (await previewDataset({ profile: 'small', seed: 3, families: 5 })).fingerprint,
  )
})

test('reset removes the seeded families and nothing else', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  await insertUnseededFamily(stores)
  const before = await verifyStores(stores)
  expect(before).toMatchObject({ ok: true, checked: 4 })
  await seedStores(stores, { profile: 'small', families: 5 })
  expect(await verifyStores(stores, { dataset: true })).toMatchObject({ ok: true })
  await resetStores(stores)
  const after = await verifyStores(stores)
  // Categories are reference data that other records may use, so they stay.
  expect(after).toMatchObject({ ok: true, checked: 4 + 9 })
  expect(after.fingerprint).toMatchObject({
    postgres: before.fingerprint.postgres,
    dynamodb: before.fingerprint.dynamodb,
  })
})

test('one store can be seeded first and the others later', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  const options = { profile: 'small', families: 5 }
  const one = await seedStores(stores, { ...options, only: 'mongo' })
  expect(one.counts).toMatchObject({ users: 0, todos: 0, budgets: 30 })
  expect((await verifyStores(stores)).items.map(({ invariant }) => invariant)).toContain(4)
  const all = await seedStores(stores, options)
  expect(all.fingerprint).toEqual((await previewDataset(options)).fingerprint)
})

test('if one store fails, the others stop before the error is thrown; a rerun seeds the rest', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  const expenses = stores.mongo.db.collection('expenses')
  const index = await expenses.createIndex({ currency: 1 }, { unique: true })
  const options = { profile: 'small', families: 150 }
  await expect(seedStores(stores, options)).rejects.toMatchObject({
    code: 'DATASET_REJECTED',
    message: expect.stringMatching(/^MongoDB does not permit to load the dataset: E11000/) as string,
    cause: expect.objectContaining({ code: 11_000 }) as Error,
  })
  const data = await createDataStores(stores, BUNDLED_ENTITIES)
  const checkpoints = await Promise.all([data.postgres.readCheckpoints(), data.dynamodb.readCheckpoints()])
  expect(checkpoints.flat().every(({ done }) => done < options.families)).toBe(true)
  const stopped = await readFingerprint(data)
  await sleep(100)
  expect(await readFingerprint(data)).toEqual(stopped)
  await expenses.dropIndex(index)
  const { fingerprint } = await seedStores(stores, options)
  expect(fingerprint).toEqual((await previewDataset(options)).fingerprint)
})

test('concurrent runs seed one dataset, also while another one removes it', async () => {
  await using migrated = await createMigratedStores()
  await using second = await openStores(migrated.endpoints)
  const options = { profile: 'small', families: 12 }
  const { fingerprint } = await previewDataset(options)
  for (const reset of [false, true]) {
    const reports = await Promise.all([
      seedStores(migrated.stores, { ...options, reset }),
      seedStores(second, { ...options }),
    ])
    expect(reports).toMatchObject([{ fingerprint }, { fingerprint }])
  }
  await Promise.all([resetStores(migrated.stores), resetStores(second)])
  expect(await seedStores(second, options)).toMatchObject({ fingerprint })
})

test('another dataset that was interrupted is said to be incomplete, with the command that completes it', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  const interruption = new AbortController()
  const options = { profile: 'small', seed: 2, families: 40, signal: interruption.signal }
  const begun: string[] = []
  const onBegin = (dataset: string): void => {
    begun.push(dataset)
    interruption.abort(new Error('interrupted'))
  }
  await expect(seedStores(stores, { ...options, onBegin })).rejects.toThrow('interrupted')
  const incomplete = {
    code: 'DIFFERENT_DATASET_SEEDED',
    message: expect.stringContaining('incomplete') as string,
  }
  await expect(seedStores(stores)).rejects.toMatchObject({
    ...incomplete,
    suggestion: expect.stringContaining(
      'Run homemanager seed small --seed 2 --families 40 to complete it',
    ) as string,
  })
  const findResumeCommand = (dataset: string): string => `resume ${dataset}`
  await expect(seedStores(stores, { findResumeCommand })).rejects.toMatchObject({
    ...incomplete,
    suggestion: expect.stringContaining(`Run resume ${begun[0]} to complete it`) as string,
  })
})

test('a run waits until no other one loads or removes datasets, or until it is aborted', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  const data = await createDataStores(stores, BUNDLED_ENTITIES)
  const { signal } = new AbortController()
  const options = { profile: 'small', families: 3 }
  const { fingerprint } = await previewDataset(options)
  const lock = await lockDatasets(data, { signal })
  const interrupt = new AbortController()
  const aborted = { signal: interrupt.signal, onWait: () => interrupt.abort() }
  await expect(seedStores(stores, { ...options, ...aborted })).rejects.toThrow(/aborted/)
  let seeding: Promise<SeedReport> | undefined
  await new Promise<void>((resolve) => {
    seeding = seedStores(stores, { ...options, onWait: resolve })
  })
  expect(await readFingerprint(data)).toMatchObject({ counts: { users: 0 } })
  await lock[Symbol.asyncDispose]()
  expect(await seeding).toMatchObject({ fingerprint })
  expect(await verifyStores(stores, { dataset: true })).toMatchObject({ ok: true, fingerprint })
})

test('stores that are not migrated or not local are rejected', async () => {
  await using engines = await createTestDatabases()
  await using stores = await openStores(engines.endpoints)
  await expect(seedStores(stores)).rejects.toMatchObject({ code: 'NOT_MIGRATED' })
  await expect(verifyStores(stores)).rejects.toMatchObject({ code: 'NOT_MIGRATED' })
  // The address is enough: a server that does not respond is not waited for.
  const identify = async (): Promise<never> => new Promise<never>(() => {})
  const remote = { ...stores, postgres: { ...stores.postgres, hosts: ['192.0.2.1'], identify } }
  await expect(seedStores(remote)).rejects.toMatchObject({ code: 'REMOTE_TARGET_NOT_ALLOWED' })
  await expect(resetStores(remote)).rejects.toMatchObject({ code: 'REMOTE_TARGET_NOT_ALLOWED' })
})

test('verify --dataset and seed --repair fail if no dataset was seeded', async () => {
  await using migrated = await createMigratedStores()
  await expect(verifyStores(migrated.stores, { dataset: true })).rejects.toMatchObject({ code: 'NO_DATASET' })
  for (const [options, command] of [
    [{}, 'homemanager seed demo'],
    [{ profile: 'small', seed: 2 }, 'homemanager seed small --seed 2'],
  ] as const)
    await expect(seedStores(migrated.stores, { ...options, repair: true })).rejects.toMatchObject({
      code: 'NO_DATASET',
      message: 'There is nothing to repair: no dataset is loaded.',
      suggestion: `Load one with ${command}.`,
    })
})

/** Inserts a family that is not seeded, with one todo. */
async function insertUnseededFamily({ postgres, dynamodb }: Stores): Promise<void> {
  const [family, owner, id] = [createId(), createId(), createId()]
  await postgres.pool.query(
    `WITH u AS (INSERT INTO users (id, email, password_hash, display_name) VALUES ($2, 'own@own.example', 'x', 'Own')),
          f AS (INSERT INTO families (id, name, owner_id, member_count) VALUES ($1, 'Own', $2, 1))
     INSERT INTO family_members (family_id, user_id, role) VALUES ($1, $2, 'owner')`,
    [family, owner],
  )
  await postgres.pool.query('UPDATE users SET family_id = $1 WHERE id = $2', [family, owner])
  const fields = { id, owner, family, assignee: undefined, dueDate: undefined } as const
  const keys = computeTodoKeys({ ...fields, priority: 'low', status: 'pending' })
  const Item = marshall({ ...keys, id, owner, title: 'Own', status: 'pending', priority: 'low', version: 1 })
  await dynamodb.client.send(new PutItemCommand({ TableName: dynamodb.table, Item }))
}
