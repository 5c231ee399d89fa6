import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
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

/** Writes the files of the tutorial. */
async function writeTutorial(directory: string): Promise<void> {
  const page = await readFile(path.join(ROOT, 'docs/tutorials/add-pets.md'), 'utf8')
  for (const [, name = '', text = ''] of page.matchAll(/<!-- file: (\S+) -->\n```\w+\n(.*?)```/gs)) {
    const file = path.join(directory, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
    if (name.endsWith('.ts')) expect(text.trim().split('\n').length).toBeLessThanOrEqual(60)
  }
}

test('the tutorial adds pets to seeding, verify, inspect, queries, types and comparisons', async () => {
  expect((await project.run('verify')).stderr).toMatch(/NOT_MIGRATED/)
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
  expect(await run('inspect', 'user', ALEX)).toMatch(/Pets\n.*pet [0-9a-f-]{36}[^]*Vet todos\n.*Vaccinate/)
  expect(await run('inspect', '--search', pet?.['name'] ?? '')).toMatch(/^pet /m)
  expect(await run('types')).toMatch(
    /interface PetDocument \{[^}]*readonly species: "cat" \| "dog" \| "rabbit"/,
  )
  expect(await run('query', 'all', '--schema')).toMatch(/^vet_todos \(dynamodb\)$/m)
})

test('verify finds the broken reference of the tutorial, and seed repairs it', async () => {
  await using client = new MongoClient(databases.endpoints.mongo.url)
  const pets = client.db().collection('pets')
  await pets.updateOne({}, { $set: { owner_id: 'USER#00000000-0000-7000-8000-00000000dead' } })
  const found = await project.run('verify', '--json')
  expect(found.code).toBe(4)
  const report = JSON.parse(found.stdout) as object
  await expectToMatchSchema('verify', report)
  expect(report).toMatchObject({
    items: [
      {
        invariant: 'pet-references',
        store: 'mongo',
        message: expect.stringMatching(/owner .*dead does not exist/),
      },
    ],
  })
  expect((await project.run('verify')).stdout).toContain('pet-references: what a pet refers to exists (1)')
  await run('seed', '--repair')
  expect(await runJson('verify', '--dataset')).toMatchObject({ ok: true })
})

test('the code of the tutorial satisfies the types of the package', async () => {
  const { directory } = project
  await mkdir(path.join(directory, 'node_modules/@types'), { recursive: true })
  await symlink(ROOT, path.join(directory, 'node_modules/homemanager'))
  await symlink(path.join(ROOT, 'node_modules/@types/node'), path.join(directory, 'node_modules/@types/node'))
  await writeFile(path.join(directory, 'package.json'), '{ "type": "module" }')
  const compiler = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node']
  const compiled = promisify(execFile)(process.execPath, [compiler, ...options, 'homemanager/pets.ts'], {
    cwd: directory,
  })
  expect(await compiled.catch((error: { readonly stdout: string }) => error)).toMatchObject({ stdout: '' })
  await rm(path.join(directory, 'package.json'))
})
