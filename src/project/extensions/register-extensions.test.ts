import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { registerExtensions } from './register-extensions.js'
import { useExtensions } from './use-extensions.js'

let directory: string
beforeAll(async () => {
  await buildOnce()
  directory = await mkdtemp(path.join(tmpdir(), 'extensions-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
  // The entities of a process are those of one project.
  vi.resetModules()
})

const PET = `import { defineEntity, defineExtension, text } from 'homemanager/extension'
export default defineExtension({
  entities: [
    defineEntity({
      name: 'pet',
      plural: 'pets',
      place: { store: 'mongo', collection: 'pets' },
      id: { fields: ['_id'] },
      fields: { _id: text(), owner: text() },
      references: [{ field: 'owner', entity: 'user' }],
      title: ({ _id }) => _id,
    }),
  ],
})
`

let files = 0
async function write(text: string): Promise<string> {
  const file = path.join(directory, `pets${++files}.ts`)
  await writeFile(file, text)
  return file
}

test.each([
  ['a syntax error', "name: 'pet'", "name 'pet'", /pets\d+\.ts:5: The extension cannot be loaded/],
  [
    'an unknown import',
    'defineEntity, defineExtension',
    'defineExtension',
    /pets\d+\.ts:[34]: .*defineEntity/,
  ],
  ['an error at the top', 'export default', 'null.x\nexport default', /pets\d+\.ts:2: /],
  ['no default export', 'export default', 'export const pets =', /pets\d+\.ts:1: The default export/],
  ['an unknown part', 'entities: [', 'entitys: [', /pets\d+\.ts:3: entitys is unknown/],
  [
    'a clash of names',
    "name: 'pet'",
    "name: 'todo'",
    /pets\d+\.ts:5: .*already used by the entity todo of homemanager/,
  ],
  ['a clash of places', "collection: 'pets'", "collection: 'expenses'", /already used by the entity expense/],
  ['an unknown store', "store: 'mongo'", "store: 'redis'", /pets\d+\.ts:7: .*place must have a store/],
  [
    'an unknown field',
    "field: 'owner'",
    "field: 'keeper'",
    /pets\d+\.ts:10: .*keeper, which is not declared/,
  ],
  ['an unknown entity', "entity: 'user'", "entity: 'person'", /pets\d+\.ts:10: .*person, which is no entity/],
  ['no title', 'title:', 'heading:', /pets\d+\.ts:5: .*title must be a function/],
])('an extension with %s is an error with its file and line', async (_, from, to, message) => {
  const file = await write(PET.replace(from, to))
  await expect(registerExtensions(directory, [file])).rejects.toMatchObject({
    code: 'EXTENSION_INVALID',
    message: expect.stringMatching(message),
  })
})

test('two files cannot declare the same entity', async () => {
  const [first, second] = [await write(PET), await write(PET)]
  await expect(registerExtensions(directory, [first, second])).rejects.toMatchObject({
    message: expect.stringMatching(/^pets\d+\.ts:5: .*already used by the entity pet in pets\d+\.ts/),
  })
})

test('a process uses the extensions of one project', async () => {
  await useExtensions({ root: directory })
  await useExtensions({ root: directory, extensions: [await write(PET)] })
  await expect(useExtensions({ root: tmpdir() })).rejects.toMatchObject({ code: 'EXTENSIONS_DIFFER' })
})
