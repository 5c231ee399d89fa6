import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { createStack } from '../stack/create-stack.js'
import { silentReporter, type StackReporter } from '../state/stack-reporter.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'

const directories: string[] = []
beforeAll(buildOnce)
afterAll(async () => {
  for (const directory of directories) await rm(directory, { recursive: true, force: true })
})

/** A project with an entity of its own in MongoDB. */
async function createProject(name: string, plural: string): Promise<string> {
  const directory = await createTemporaryDirectory(`homemanager-${plural}-`)
  directories.push(directory)
  await mkdir(path.join(directory, 'migrations/mongo'), { recursive: true })
  const collection = { createCollection: { collection: plural } }
  await writeFile(
    path.join(directory, `migrations/mongo/0001-${plural}.json`),
    JSON.stringify({
      up: [{ name: `create ${plural}`, ...collection }],
      down: [{ name: `drop ${plural}`, dropCollection: { collection: plural } }],
    }),
  )
  await writeFile(path.join(directory, 'homemanager.yaml'), 'extensions: [./own.ts]\n')
  await writeFile(
    path.join(directory, 'own.ts'),
    `import { defineEntity, defineExtension, text } from 'homemanager/extension'
export default defineExtension({
  entities: [
    defineEntity({
      name: '${name}',
      plural: '${plural}',
      place: { store: 'mongo', collection: '${plural}' },
      id: { fields: ['_id'] },
      fields: { _id: text(), owner: text() },
      references: [{ field: 'owner', entity: 'user' }],
      title: ({ _id }) => _id,
      generate: ({ family, time, createId }) =>
        family.members.map(({ id: owner }, ordinal) => ({ _id: createId({ ordinal }, time.anchor), owner })),
    }),
  ],
})
`,
  )
  return directory
}

test('two stacks of a process each seed, verify and query the entities of their own project', async () => {
  const projects = [
    ['pets', await createProject('pet', 'pets'), 'boats', true, /^seed demo: /],
    ['boats', await createProject('boat', 'boats'), 'pets', false, /^seed demo: 14 families, .*, 39 boats, /],
  ] as const
  await Promise.all(
    projects.map(async ([plural, cwd, other, cache, seeded]) => {
      const options = { ephemeral: true, provider: 'embedded', services: 'none', seed: true, cache } as const
      const notes: string[] = []
      const reporter: StackReporter = {
        ...silentReporter,
        task: (label) => ({
          ...silentReporter.task(label),
          succeed: (note = '') => notes.push(`${label}: ${note}`),
        }),
      }
      await using stack = await createStack({ cwd, ...options, reporter })
      expect(notes).toContainEqual(expect.stringMatching(seeded))
      const { counts } = await stack.seed()
      expect(counts).toMatchObject({ users: 39, [plural]: 39 })
      expect(counts).not.toHaveProperty(other)
      expect(await stack.verify({ dataset: true })).toMatchObject({ ok: true, items: [] })
      expect(
        await stack.query(`SELECT count(*)::INTEGER AS n FROM ${plural} o JOIN users u ON u.id = o.owner`),
      ).toEqual([{ n: 39 }])
      await expect(stack.query(`SELECT * FROM ${other}`)).rejects.toThrow(/does not exist/)
      await stack.stores.mongo.db.collection(plural).updateOne({}, { $set: { owner: 'nobody' } })
      expect((await stack.verify()).items).toMatchObject([{ store: 'mongo', message: /nobody/ }])
    }),
  )
})
