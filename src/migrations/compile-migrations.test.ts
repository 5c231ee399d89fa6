import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mapStores } from '../core/store-name.js'
import { loadMigrations } from './migration-set.js'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'homemanager-compile-'))
})
afterEach(() => rm(directory, { recursive: true }))

async function load(
  files: Readonly<Record<string, string>>,
): Promise<Awaited<ReturnType<typeof loadMigrations>>> {
  const directories = mapStores((store) => path.join(directory, store))
  for (const each of Object.values(directories)) await mkdir(each)
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(directory, name), text)
  return loadMigrations({ directories })
}

test('all invalid files are named, in the order of the stores and numbers', async () => {
  const file = (name: string): string => path.join(directory, name)
  await expect(
    load({
      'postgres/0001-first.sql': '-- Nothing yet.',
      'postgres/0002-second.sql': 'SELECT 1',
      'postgres/0003-third.sql': '',
      'mongo/0001-fourth.json': '{"up": {}}',
    }),
  ).rejects.toMatchObject({
    code: 'MIGRATION_INVALID',
    message: '3 migrations are invalid.',
    detail: [
      'The migration 0001-first of postgres has no statements yet.',
      `  ${file('postgres/0001-first.sql')}`,
      'The migration 0003-third of postgres has no statements yet.',
      `  ${file('postgres/0003-third.sql')}`,
      'The migration 0001-fourth is invalid: "up" must be an array of steps.',
      `  ${file('mongo/0001-fourth.json')}:1:2`,
    ].join('\n'),
  })
})

test.each([
  ['mongo', { command: {} }, 'must have a command, such as'],
  ['dynamodb', { statement: ' ' }, 'must be a PartiQL statement'],
])('an action of %s that does nothing is invalid: %o', async (store, action, reason) => {
  const step = { name: 'nothing', ...action }
  await expect(
    load({ [`${store}/0001-nothing.json`]: JSON.stringify({ up: [step] }) }),
  ).rejects.toMatchObject({ code: 'MIGRATION_INVALID', message: expect.stringContaining(reason) as string })
})

test('a command that MongoDB runs against the admin database only is invalid', async () => {
  const command = { renameCollection: 'homemanager.a', to: 'homemanager.b' }
  await expect(
    load({ 'mongo/0001-rename.json': JSON.stringify({ up: [{ name: 'rename', command }] }) }),
  ).rejects.toMatchObject({
    code: 'MIGRATION_INVALID',
    message: `The migration 0001-rename is invalid: up[0].command is renameCollection, which MongoDB runs against the admin database only; call db.collection('a').rename('b') in the "run" step of a module.`,
  })
})

test.each([
  ['mongo', '', '1:1', 'JSON value expected but reached end of input'],
  ['dynamodb', '{\n  "up": [],\r\n  "é": "😀" "b"\n}', '3:12', "Comma ',' expected after value but got '\"'"],
  ['mongo', '{"up": [], "up": [1]}', '1:13', "Duplicate key 'up' encountered"],
])('invalid JSON of %s has its position', async (store, text, position, reason) => {
  await expect(load({ [`${store}/0001-broken.json`]: text })).rejects.toMatchObject({
    code: 'MIGRATION_INVALID',
    message: `The migration 0001-broken is invalid: it is not valid JSON (${reason}).`,
    detail: `${path.join(directory, store, '0001-broken.json')}:${position}`,
  })
})

test.each([
  ['dynamodb', '{"upp": []}', '1:2', 'unknown property "upp"; did you mean "up"?'],
  [
    'dynamodb',
    '{\n  "up": [\n    {\n      "name": "a",\n      "createTabel": {}\n    }\n  ]\n}',
    '5:7',
    'up[0] has an unknown property "createTabel"; did you mean "createTable"?',
  ],
  [
    'dynamodb',
    '{"up": [\n  {"name": "a", "createTable": {"partitonKey": "id"}}\n]}',
    '2:33',
    'up[0].createTable has an unknown property "partitonKey"; did you mean "partitionKey"?',
  ],
  [
    'dynamodb',
    '{"up": [{"name": "a", "createTable": {"partitionKey": "id",\n"indexes": [{"nam": "b"}]}}]}',
    '2:14',
    'up[0].createTable has an invalid "indexes": element 1 has an unknown property "nam"; did you mean "name"?',
  ],
  [
    'dynamodb',
    '{"up": [],\n "down": [{"name": "a", "deleteTable": {"xyzzy": 1}}]}',
    '2:41',
    'down[0].deleteTable has an unknown property "xyzzy"; allowed: table.',
  ],
  [
    'mongo',
    '{"up": [{"name": "a",\n"createIndxes": {}}]}',
    '2:1',
    'up[0] has an unknown property "createIndxes"; did you mean "createIndexes"?',
  ],
  [
    'mongo',
    '{"up": [{"name": "a", "dropCollection":\n{"colection": "b"}}]}',
    '2:2',
    'up[0].dropCollection has an unknown property "colection"; did you mean "collection"?',
  ],
  [
    'mongo',
    '{"up": [{"name": "a", "createIndexes": {"collection": "b", "indexes": [{}]}}]}',
    '1:72',
    'up[0].createIndexes has an invalid "indexes": element 1 requires "name" (string).',
  ],
  ['mongo', '{"up": [{"nmae": "a"}]}', '1:10', 'up[0] has an unknown property "nmae"; did you mean "name"?'],
])('a wrong property of %s has its position: %s', async (store, text, position, reason) => {
  await expect(load({ [`${store}/0001-wrong.json`]: text })).rejects.toMatchObject({
    code: 'MIGRATION_INVALID',
    message: `The migration 0001-wrong is invalid: ${reason}`,
    detail: `${path.join(directory, store, '0001-wrong.json')}:${position}`,
  })
})
