import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { MongoClient } from 'mongodb'
import { expect, test } from 'vitest'
import { type CliProject, createCliProject } from '../../../test/support/cli-project.js'
import { type PerStore, STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'
import type { SeedReport } from '../../dataset/seeding/seed-report.js'
import type { StackStatus } from '../status/stack-status.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import { openStores } from '../../stores/open-stores.js'
import type { Stores } from '../../stores/stores.js'

/** No other test has it, so its dataset is not in the cache. */
const PROFILE = `seed-${randomBytes(4).toString('hex')}`
/** As many families as `seed` copies, with few records. */
const SMALL_FAMILIES = `name: ${PROFILE}
extends: demo
families: 300
familySizes: {1: 1}
maxTodosPerMember: 1
maxExpensesPerAdult: 1
budgets: {months: 1, categories: 1}
`
const SEED = ['seed', `./${PROFILE}.yaml`, '--json']
const LOADED = { code: 0, stderr: expect.stringContaining('300 families') as string }

test('a dataset is copied from the cache into running engines without records, and loaded into others', async () => {
  await using first = await createProject()
  await using second = await createProject()
  const up = ['up', '--no-services', '--seed', `./${PROFILE}.yaml`]
  expect(await first.run(...up)).toMatchObject(LOADED)
  const { fingerprint } = await verify(first)

  // The services run, and run again afterwards.
  await second.runOk('up')
  const copied = await seed(second)
  expect(copied).toMatchObject({ cached: true, unchanged: false, fingerprint, counts: { families: 300 } })
  expect(await verify(second)).toMatchObject({ ok: true, fingerprint })
  expect(await second.run('wait')).toMatchObject({ code: 0 })
  expect(await seed(second)).toMatchObject({ cached: false, unchanged: true, fingerprint })
  await second.runOk('down')

  // `up` copies it, too, and into engines that it starts again.
  await restartWithoutData(first)
  await first.runOk('down')
  const started = await first.run(...up)
  expect(started).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('copied from the cache') as string,
  })
  expect(await verify(first)).toMatchObject({ ok: true, fingerprint })

  // Both copy or load it, one after the other.
  await first.runOk('reset', '--yes', '--no-backup')
  await expectBoth(first, up, SEED)
  expect(await verify(first)).toMatchObject({ ok: true, fingerprint })

  // A document of the user is kept.
  await first.runOk('reset', '--yes', '--no-backup')
  await insertDocument(first)
  expect(await seed(first)).toMatchObject({ cached: false, unchanged: false, fingerprint })
  expect(await verify(first)).toMatchObject({ fingerprint })
  const kept = await first.run('query', 'mongo', 'db.own.find()', '--json')
  expect(kept.stdout).toContain('kept')

  // So is what a program has created in any store, also without records: the stores are not empty then.
  await restartWithoutData(first)
  await using stores = await openOwnStores(first)
  const data = await createDataStores(stores, BUNDLED_ENTITIES)
  const listEmpty = async (): Promise<readonly StoreName[]> => {
    const isEmpty = await Promise.all(STORE_NAMES.map(async (name) => data[name].isEmpty()))
    return STORE_NAMES.filter((_, i) => isEmpty[i])
  }
  expect(await listEmpty()).toEqual(STORE_NAMES)
  for (const store of STORE_NAMES) {
    await createOwn(stores)[store]()
    expect(await listEmpty()).toEqual(STORE_NAMES.slice(STORE_NAMES.indexOf(store) + 1))
  }
})

test('snapshots name the datasets that were loaded by seed, and what differs from what up --seed loads', async () => {
  await using project = await createCliProject()
  await project.runOk('up', '--no-services')
  const showSeeded = async (...seed: readonly string[]): Promise<unknown> => {
    expect(await project.run('seed', ...seed)).toMatchObject({ code: 0 })
    const saved = await project.run('snapshot', 'save', '--json')
    return (JSON.parse(saved.stdout) as { readonly seeded: unknown }).seeded
  }
  expect(await showSeeded('small', '--families', '5', '--only', 'mongo')).toEqual([
    'small (5 families, incomplete)',
  ])
  expect(await showSeeded('demo', '--append')).toEqual(['demo', 'small (5 families, incomplete)'])
  expect(await project.run('up', '--no-services', '--seed', 'demo')).toMatchObject({ code: 0 })
  expect(
    await showSeeded('small', '--seed', '2', '--families', '5', '--reset', '--yes', '--no-backup'),
  ).toEqual(['small (seed 2, 5 families)'])
})

/** What deletes data is not run in a branch, nor what comes after it. */
async function expectBranchIsCopy(project: CliProject): Promise<void> {
  const directory = path.join(project.directory, 'migrations', 'postgres')
  await mkdir(directory, { recursive: true })
  await writeFile(path.join(directory, '0001-delete.sql'), 'DELETE FROM users;\n')
  await writeFile(path.join(directory, '0002-create.sql'), 'CREATE TABLE c (v integer);\n')
  await writeFile(path.join(directory, '0003-empty.sql'), '\n')
  const created = await project.run('branch', 'create', 'half', '--json')
  expect([created.code, created.stderr]).toEqual([
    0,
    expect.stringMatching(/postgres\/0001-delete was not applied to the copied data:\s+it deletes /),
  ])
  const branch = JSON.parse(created.stdout) as object
  await expectToMatchSchema('branch-create', branch)
  expect(branch).toMatchObject({
    pending: ['postgres/0001-delete', 'postgres/0002-create', 'postgres/0003-empty'],
  })
  await rm(directory, { recursive: true })
}

test('an interrupted dataset is shown with the command that resumes it, until it is complete or removed', async () => {
  await using project = await createProject()
  const few = ['--families', '40']
  await project.runOk('up', '--no-services')
  await killSeeding(project, 'load', ...few)
  const resume = 'homemanager seed load --families 40'
  await expectInterrupted(project, [{ profile: 'load', families: 40, resume }])
  const addressed = expect.stringContaining('seed load --families 40') as string
  expect(await project.run('status')).toMatchObject({ code: 0, stdout: addressed })
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0, stderr: addressed })
  await project.runOk('snapshot', 'save', 'half')
  await expectBranchIsCopy(project)
  const branch = JSON.parse(
    (await project.run('status', '--json', '--project', 'test-half')).stdout,
  ) as object
  expect(branch).toMatchObject({ interruptedSeeds: [{ resume }] })
  await project.runOk('branch', 'delete', 'half', '--yes')

  const resumed = await project.run('seed', '--json')
  expect(resumed).toMatchObject({ code: 0, stderr: addressed })
  expect(JSON.parse(resumed.stdout)).toMatchObject({ profile: 'load', counts: { families: 40 } })
  await expectInterrupted(project, undefined)

  await project.runOk('snapshot', 'restore', 'half', '--yes')
  await expectInterrupted(project, [{ profile: 'load', families: 40, resume }])
  await project.runOk('seed', 'small', '--families', '5', '--reset', '--yes', '--no-backup')
  await expectInterrupted(project, undefined)

  await project.runOk('down', '--volumes', '--yes', '--no-backup')
  await killWhenBegun(
    project,
    project.start('up', '--no-services', '--no-cache', '--seed', `./${PROFILE}.yaml`),
  )
  await expectInterrupted(project, [{ profile: `./${PROFILE}.yaml`, resume: expect.any(String) as string }])
  await project.runOk('up', '--no-services', '--seed', `./${PROFILE}.yaml`)
  await expectInterrupted(project, undefined)
})

async function killSeeding(project: CliProject, ...args: readonly string[]): Promise<void> {
  await killWhenBegun(project, project.start('seed', ...args))
}

async function killWhenBegun({ home }: CliProject, program: ChildProcess): Promise<void> {
  const exited = once(program, 'exit')
  await waitUntil(() => existsSync(path.join(home, 'unfinished-seeds.json')), 60_000)
  program.kill('SIGKILL')
  await exited
}

async function expectInterrupted(project: CliProject, seeds: unknown): Promise<void> {
  const status = JSON.parse((await project.run('status', '--json')).stdout) as StackStatus
  await expectToMatchSchema('status', status)
  expect(status.interruptedSeeds).toEqual(seeds)
}

async function expectBoth(project: CliProject, ...commands: readonly string[][]): Promise<void> {
  const results = await Promise.all(commands.map(async (command) => project.runAlone(...command)))
  expect(results).toMatchObject(commands.map(() => ({ code: 0 })))
}

async function createProject(): Promise<CliProject> {
  const project = await createCliProject()
  await writeFile(path.join(project.directory, `${PROFILE}.yaml`), SMALL_FAMILIES)
  return project
}

async function seed(project: CliProject): Promise<SeedReport> {
  const { code, stdout } = await project.run(...SEED)
  expect([code, stdout]).toEqual([0, expect.any(String)])
  const report = JSON.parse(stdout) as SeedReport
  await expectToMatchSchema('seed', report)
  return report
}

async function verify(project: CliProject): Promise<Pick<SeedReport, 'ok' | 'fingerprint'>> {
  const { stdout } = await project.run('verify', '--dataset', '--json')
  return JSON.parse(stdout) as Pick<SeedReport, 'ok' | 'fingerprint'>
}

async function restartWithoutData(project: CliProject): Promise<void> {
  await project.runOk('down', '--volumes', '--yes', '--no-backup')
  expect(await project.run('up', '--no-services')).toMatchObject({ code: 0 })
}

/** The stores of a running project, with a table of the user's own. */
async function openOwnStores(project: CliProject): Promise<Stores & AsyncDisposable> {
  const env = JSON.parse((await project.run('env', '--json')).stdout) as Record<string, string>
  return openStores({
    postgres: { url: env['HOMEMANAGER_POSTGRES_URL'] ?? '' },
    dynamodb: {
      endpoint: env['HOMEMANAGER_DYNAMODB_ENDPOINT'] ?? '',
      region: env['AWS_REGION'] ?? 'us-east-1',
      table: env['HOMEMANAGER_DYNAMODB_TABLE'] ?? '',
      accessKeyId: env['HOMEMANAGER_DYNAMODB_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['HOMEMANAGER_DYNAMODB_SECRET_ACCESS_KEY'] ?? '',
    },
    mongo: { url: env['HOMEMANAGER_MONGO_URL'] ?? '' },
  })
}

/** Creates something without records in a store, as a program of the user does. */
function createOwn({ postgres, dynamodb, mongo }: Stores): PerStore<() => Promise<unknown>> {
  const table: CreateTableCommandInput = {
    TableName: 'own',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  }
  return {
    postgres: async () => postgres.pool.query('CREATE VIEW own AS SELECT 1 AS a'),
    dynamodb: async () => dynamodb.client.send(new CreateTableCommand(table)),
    mongo: async () => mongo.db.createCollection('own'),
  }
}

/** Into a collection of the user. */
async function insertDocument(project: CliProject): Promise<void> {
  const { stdout } = await project.run('env', '--format', 'json')
  const { HOMEMANAGER_MONGO_URL: url = '' } = JSON.parse(stdout) as Record<string, string>
  const client = await MongoClient.connect(url)
  await client.db().collection('own').insertOne({ note: 'kept' })
  await client.close()
}
