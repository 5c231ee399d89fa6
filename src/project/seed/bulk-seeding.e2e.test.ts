import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import { type CliProject, createCliProject } from '../../../test/support/cli-project.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import type { SeedPreview } from '../../dataset/seeding/preview-dataset.js'
import type { SeedReport } from '../../dataset/seeding/seed-report.js'

/** The first families have so many todos that the number of all is estimated to be worth an import. */
const PROFILE = `name: many-todos
extends: demo
families: 100
familySizes: {5: 1}
maxTodosPerMember: 150
maxExpensesPerAdult: 1
budgets: {months: 1, categories: 1}
`
const OWN_TABLE = 'reminders'
const OWN_MIGRATION = {
  up: [
    { name: 'create', createTable: { table: OWN_TABLE, partitionKey: 'id' } },
    { name: 'expire', timeToLive: { table: OWN_TABLE, attribute: 'expiresAt' } },
  ],
}
const SEED = ['seed', './many-todos.yaml', '--no-cache', '--json']

const MAX_GENERATION_MS = 120_000

test('a large dataset is imported into DynamoDB, also after the import was killed, and while services run', async () => {
  await using project = await createCliProject()
  await writeFile(path.join(project.directory, 'many-todos.yaml'), PROFILE)
  const migrations = path.join(project.directory, 'migrations', 'dynamodb')
  await mkdir(migrations, { recursive: true })
  await writeFile(path.join(migrations, '0001-reminders.json'), JSON.stringify(OWN_MIGRATION))
  expect(await project.run('up')).toMatchObject({ code: 0 })
  const preview = JSON.parse((await project.run(...SEED, '--dry-run')).stdout) as SeedPreview
  const timeToLive = await describeTimeToLive(project)
  for (const directory of ['export', 'data']) await killWhenWritten(project, directory)

  const { code, stdout } = await project.run(...SEED)
  const report = JSON.parse(stdout) as SeedReport
  expect([code, report]).toMatchObject([0, { ok: true, fingerprint: preview.fingerprint }])
  expect(report.counts).toEqual(preview.counts)
  expect(listImports(project)).toEqual([])
  expect(await describeTimeToLive(project)).toEqual(timeToLive)
  expect(timeToLive).toMatchObject([{ TimeToLiveStatus: 'ENABLED' }, { TimeToLiveStatus: 'ENABLED' }])
  expect(await project.run('migrate', 'status')).toMatchObject({ code: 0 })
  expect(await project.run('wait')).toMatchObject({ code: 0 })
  expect(JSON.parse((await project.run(...SEED)).stdout)).toMatchObject({ ok: true, unchanged: true })
})

/** Kills `seed` as soon as the import has this directory. */
async function killWhenWritten(project: CliProject, directory: string): Promise<void> {
  const seeding = project.start(...SEED)
  const exited = once(seeding, 'exit')
  await waitUntil(
    () => listImports(project).some((each) => existsSync(path.join(each, 'snapshot', 'dynamodb', directory))),
    MAX_GENERATION_MS,
  )
  seeding.kill('SIGKILL')
  await exited
}

/** What imports have left. */
function listImports({ home }: CliProject): readonly string[] {
  const parent = path.join(home, 'snapshots')
  const names = existsSync(parent) ? readdirSync(parent) : []
  return names.filter((name) => name.startsWith('.incomplete-')).map((name) => path.join(parent, name))
}

/** Of the todo table and the own table. */
async function describeTimeToLive(project: CliProject): Promise<readonly unknown[]> {
  const env = JSON.parse((await project.run('env', '--json')).stdout) as Record<string, string>
  const client = new DynamoDBClient({
    endpoint: env['HOMEMANAGER_DYNAMODB_ENDPOINT'] ?? '',
    region: 'us-east-1',
    credentials: {
      accessKeyId: env['HOMEMANAGER_DYNAMODB_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['HOMEMANAGER_DYNAMODB_SECRET_ACCESS_KEY'] ?? '',
    },
  })
  const found = await Promise.all(
    [env['HOMEMANAGER_DYNAMODB_TABLE'], OWN_TABLE].map(async (TableName) =>
      client.send(new DescribeTimeToLiveCommand({ TableName })),
    ),
  )
  client.destroy()
  return found.map(({ TimeToLiveDescription }) => TimeToLiveDescription)
}
