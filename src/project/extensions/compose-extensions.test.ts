import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { composeExtensions } from './compose-extensions.js'
import { loadExtensions } from './load-extensions.js'

let directory: string
beforeAll(async () => {
  await buildOnce()
  directory = await mkdtemp(path.join(tmpdir(), 'extensions-'))
})
afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
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
  [
    'a wrong argument',
    'import { defineEntity',
    `import { definePattern } from 'homemanager/extension'\ndefinePattern({})\nimport { defineEntity`,
    /pets\d+\.ts:2: The extension cannot be loaded: definePattern expects an object with name,/,
  ],
  ['no default export', 'export default', 'export const pets =', /pets\d+\.ts:1: The default export/],
  [
    'an unknown part',
    'entities: [',
    'entitys: [',
    /pets\d+\.ts:3: entitys is unknown in an extension\. Did you mean "entities"\?/,
  ],
  [
    'a misspelled name',
    "name: 'pet'",
    "nmae: 'pet'",
    /pets\d+\.ts:5: nmae is unknown in an entity\. Did you mean "name"\?/,
  ],
  [
    'a misspelled property of an entity',
    'title:',
    'titel:',
    /pets\d+\.ts:11: titel is unknown in the entity pet\. Did you mean "title"\?/,
  ],
  [
    'a misspelled property of a place',
    "collection: 'pets'",
    "colection: 'pets'",
    /Did you mean "collection"\?/,
  ],
  ['a misspelled property of an id', 'id: { fields', 'id: { feilds', /in the id .*Did you mean "fields"\?/],
  [
    'a misspelled property of a reference',
    "{ field: 'owner'",
    "{ feild: 'owner'",
    /pets\d+\.ts:10: .*Did you mean "field"\?/,
  ],
  ['no name', "name: 'pet',", '', /an entity: name must be a word/],
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
  await expect(composeExtensions(directory, [file])).rejects.toMatchObject({
    code: 'EXTENSION_INVALID',
    message: expect.stringMatching(message),
  })
})

test('two files cannot declare the same entity', async () => {
  const [first, second] = [await write(PET), await write(PET)]
  await expect(composeExtensions(directory, [first, second])).rejects.toMatchObject({
    message: expect.stringMatching(/^pets\d+\.ts:5: .*already used by the entity pet in pets\d+\.ts/),
  })
})

test('each project of a process has its own entities, and a corrected file is loaded again', async () => {
  const own = { root: directory, extensions: [await write(PET)] }
  const other = { root: directory, extensions: [await write(PET.replaceAll("'pet'", "'dog'"))] }
  const listNames = async (config: typeof own): Promise<readonly string[]> =>
    (await loadExtensions(config)).entities.all.map(({ name }) => name)
  expect(await listNames(own)).toContain('pet')
  expect(await listNames(other)).toContain('dog')
  expect(await listNames(other)).not.toContain('pet')
  expect(await loadExtensions(own)).toBe(await loadExtensions({ ...own }))
  const [file = ''] = other.extensions
  const faulty = { root: directory, extensions: [file] }
  await writeFile(file, 'syntax error')
  await expect(loadExtensions(faulty)).rejects.toMatchObject({ code: 'EXTENSION_INVALID' })
  await writeFile(file, PET)
  expect(await listNames(faulty)).toContain('pet')
})
