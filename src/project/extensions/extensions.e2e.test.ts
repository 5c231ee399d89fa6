import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { expectToMatchSchema } from '../../../test/support/json-schema.js'
import { createProjectDirectory, type ProjectDirectory } from '../../../test/support/project-directory.js'
import { createTestDatabases } from '../../../test/support/test-databases.js'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const ALEX = '00000000-0000-7000-8000-000000000123'

let project: ProjectDirectory
let databases: Awaited<ReturnType<typeof createTestDatabases>>
beforeAll(async () => {
  await buildOnce()
  databases = await createTestDatabases()
  project = await createProjectDirectory(databases.endpoints)
  await writeTutorial(project.directory)
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  await databases[Symbol.asyncDispose]()
})

const run = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await project.run(...args)
  expect({ code, stderr }).toMatchObject({ code: 0 })
  return stdout
}
const runJson = async (...args: readonly string[]): Promise<Record<string, unknown>> =>
  JSON.parse(await run(...args, '--json')) as Record<string, unknown>

/** What the tutorial does not need. */
const MORE = `import { defineColumns, defineExtension, definePattern, nullable, text } from 'homemanager/extension'
const nickname = defineColumns({
  of: 'user',
  fields: { nickname: nullable(text()) },
  generate: (record, { random }) => ({ nickname: random.chance(0.5) ? 'Lex' : null }),
})
export default defineExtension({
  columns: [nickname],
  invariants: [
    {
      name: 'pet-name',
      statement: 'a pet has a name',
      records: { pets: (pet, report) => { if (pet.name === '') report('Pet ' + pet._id + ' has no name.') } },
    },
  ],
  accessPatterns: [
    definePattern({
      name: 'pets.of-user',
      store: 'mongo',
      summary: 'the pets of a user',
      index: 'owner',
      request: (user) => ({ find: 'pets', filter: { owner_id: 'USER#' + user } }),
      sample: ({ user }) => [user],
    }),
  ],
})
`

/** Writes the files of the tutorial, and one with everything else that an extension can declare. */
async function writeTutorial(directory: string): Promise<void> {
  const page = await readFile(path.join(ROOT, 'docs/tutorials/add-pets.md'), 'utf8')
  for (const [, name = '', text = ''] of page.matchAll(/<!-- file: (\S+) -->\n```\w+\n(.*?)```/gs)) {
    const file = path.join(directory, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
    if (name === 'homemanager.yaml')
      await writeFile(file, 'extensions: [./homemanager/pets.ts, ./homemanager/more.ts]\n')
    if (name.endsWith('.ts')) expect(text.trim().split('\n').length).toBeLessThanOrEqual(60)
  }
  await writeFile(path.join(directory, 'homemanager/more.ts'), MORE)
  await mkdir(path.join(directory, 'migrations/postgres'))
  const [up, down] = [
    'ALTER TABLE users ADD COLUMN nickname text;',
    'ALTER TABLE users DROP COLUMN nickname;',
  ]
  await writeFile(
    path.join(directory, 'migrations/postgres/0001-nickname.sql'),
    `${up}\n-- homemanager: down\n${down}\n`,
  )
}

test('the tutorial adds pets to seeding, verify, inspect, queries, types and comparisons', async () => {
  const unmigrated = (await project.run('verify')).stderr
  expect(unmigrated).toMatch(/NOT_MIGRATED/)
  await run('migrate')
  const preview = await runJson('seed', '--dry-run')
  const seeded = await runJson('seed', 'demo')
  await expectToMatchSchema('seed', seeded)
  expect(seeded).toMatchObject({
    fingerprint: preview['fingerprint'],
    counts: { pets: 14, vet_todos: 14, users: 39, todos: 203 },
  })
  expect(await runJson('verify', '--dataset')).toMatchObject({ ok: true, fingerprint: seeded['fingerprint'] })
  const [pet] = (
    JSON.parse(
      await run(
        'query',
        'all',
        `SELECT p.id, p.name, v.id AS todo, v.title FROM pets p JOIN users u ON u.id = p.owner_id
         JOIN vet_todos v ON v.id = p.vet_todo WHERE u.id = '${ALEX}'`,
        '--json',
      ),
    ) as { readonly items: readonly Record<string, string>[] }
  ).items
  expect(pet?.['title']).toBe(`Vaccinate ${pet?.['name']}`)
  const inspected = await runJson('inspect', 'pet', pet?.['id'] ?? '')
  await expectToMatchSchema('inspect', inspected)
  expect(inspected).toMatchObject({
    kind: 'pet',
    references: [{ kind: 'user', id: ALEX }, { kind: 'vet_todo' }],
  })
  expect(await run('inspect', 'user', ALEX)).toMatch(
    /Pets  1\n.*pet [0-9a-f-]{36}[^]*Vet todos  1\n.*Vaccinate/,
  )
  expect(await run('inspect', '--search', pet?.['name'] ?? '')).toMatch(/^pet /m)
  expect(await run('types')).toMatch(
    /interface PetDocument \{[^}]*readonly species: "cat" \| "dog" \| "rabbit"/,
  )
  const lex = "SELECT count(*) AS n FROM users WHERE nickname = 'Lex'"
  expect(await run('query', 'all', lex, '--csv')).toMatch(/^n\n[1-9]/)
  expect(await run('explain', 'pets')).toMatch(/✓ +pets\.of-user +mongo +owner/)
  expect(await run('query', 'all', '--schema')).toMatch(/^vet_todos \(dynamodb\)$/m)
})

test('verify finds the broken reference of the tutorial, and seed repairs it', async () => {
  await using client = new MongoClient(databases.endpoints.mongo.url)
  const pets = client.db().collection('pets')
  await pets.updateOne(
    {},
    { $set: { owner_id: 'USER#00000000-0000-7000-8000-00000000dead', name: '', collar: 'red' } },
  )
  const found = await project.run('verify', '--json')
  expect(found.code).toBe(4)
  const report = JSON.parse(found.stdout) as object
  await expectToMatchSchema('verify', report)
  expect(report).toMatchObject({
    items: [
      { invariant: 'pet-name', store: 'mongo' },
      {
        invariant: 'pet-references',
        store: 'mongo',
        message: expect.stringMatching(/owner .*dead does not exist/),
      },
    ],
  })
  expect((await project.run('verify')).stdout).toContain('pet-references: what a pet refers to exists (1)')
  const [, id = ''] = /"id": "pet_([^"]+)"/.exec(found.stdout) ?? []
  expect(await run('inspect', 'pet', id)).toMatch(/collar +red\n\n1 unknown field: collar\n/)
  await run('seed', '--repair')
  expect(await runJson('verify', '--dataset')).toMatchObject({ ok: true })
})
