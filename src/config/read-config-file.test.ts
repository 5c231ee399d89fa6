import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../test/support/create-temporary-directory.js'
import { HomeError } from '../core/home-error.js'
import { findRoot } from './find-root.js'
import { readConfigFile } from './read-config-file.js'

test.each([
  ['UTF-16', Buffer.from('\u{FEFF}project: shop\n', 'utf16le'), 'it is UTF-16 text, not UTF-8'],
  ['Latin-1', Buffer.from('project: shop\n# f\u00fcr Ada\n', 'latin1'), 'line 2 is not valid UTF-8'],
])('a file in %s is rejected', async (_encoding, content, reason) => {
  const { error, file } = await readInvalidFile(content)
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: `${file} cannot be read: ${reason}.` })
})

test.each([
  [
    'project: My Shop',
    ':1: project must have 1 to 40 lower-case letters, digits and hyphens, and must not start with a hyphen, not "My Shop".',
  ],
  ['provider: podman', ':1: provider must be one of auto, docker, embedded, external, not "podman".'],
  ['provider: 3', ':1: provider must be one of auto, docker, embedded, external, not 3.'],
  ['ports: { gateway: 70000 }', ':1: ports.gateway must be at most 65535, not 70000.'],
  ['ports: { gateway: four }', ':1: ports.gateway must be an integer, not "four".'],
  ['ports:\n  gatway: 4000', ':2: Unknown field "gatway" in ports. Did you mean "gateway"?'],
  [
    'postgres: { url: mysql://root:secret@db }',
    ':1: postgres.url must be a URL that starts with postgres:// or postgresql:// or socket:, not "mysql://root:…@db".',
  ],
  ['migrations: { lockTimeout: 0 }', ':1: migrations.lockTimeout must be greater than 0, not 0.'],
  ['postgres: { user: "" }', ':1: postgres.user must have at least 1 character other than spaces, not "".'],
  [
    'services: { todo: { command: " " } }',
    ':1: services.todo.command must have at least 1 character other than spaces, not " ".',
  ],
  ['addons: [redis, redis]', ':1: addons must have distinct values, not ["redis","redis"].'],
  ['addons: [cache]', ':1: addons[0] must be one of redis, pgbouncer, postgres-replica, not "cache".'],
  [
    'postgres: { password: 12345678901234567890 }',
    ':1: The number 12345678901234567890 cannot be represented exactly. Quote it if a string is meant.',
  ],
  ['services: { todo: {} }', ':1: services.todo needs a url or a command.'],
  [
    'postgres:\n  url: a: b',
    ':2:8: A value that contains a colon and a space must be in quotes, and the fields',
  ],
  ['project: !name shop', ':1:10: The tag !name is unknown.'],
  ['project: [\n', ':1:10: The [ that opens here is not closed: a ] is missing.'],
  ['addons: [redis\nproject: b', ':1:9: The [ that opens here is not closed: a ] is missing.'],
  ['ports: { gateway: [1]\n', ':1:8: The { that opens here is not closed: a } is missing.'],
  ['project: [try\n  x: :\n', ':1:10: The [ that opens here is not closed: a ] is missing.'],
  ["project: 'a\n", ":1:10: The ' that opens here is not closed: a ' is missing."],
  ['project: a\nproject: b', ':2:1: project is set twice.'],
  [
    'project shop\nprovider: docker',
    ':1:1: A colon and a space are missing after the name of a field: "name: value".',
  ],
  ['ports:\n\tgateway: 1', ':2:1: The line is indented with a tab. Use spaces.'],
  ['project: @a', ':1:10: A value that starts with @ must be in quotes.'],
  ['project: "a" b', ':1:14: b is not expected here.'],
  [
    'project: a\n---\nproject: b',
    ':2:1: The file has several documents, separated by ---. Only one is allowed.',
  ],
  ['project: *a', ':1: *a refers to nothing. A value that starts with * must be in quotes.'],
  ['with: [redis]', ':1: Field "with" was renamed to "addons".'],
])('%s', async (text, expected) => {
  const { error, file } = await readInvalidFile(text)
  expect(error.message).not.toMatch(/:$/)
  expect(error).toMatchObject({ code: 'CONFIG_INVALID', exitCode: 2 })
  expect(error.message).toContain(`${file}${expected}`)
  expect(error.suggestion).toMatch(
    /^Correct the line\. All fields are described in .*homemanager\.schema\.json\.$/,
  )
})

test('all errors are listed with their lines', async () => {
  const { error, file } = await readInvalidFile('project: Shop\nwith: [redis]\nprots: {}')
  expect(error.message).toBe(`${file} has 3 errors.`)
  expect(error.suggestion).toMatch(/^Correct the lines\. /)
  expect(error.detail?.split('\n').map((line) => line.slice(0, 28))).toEqual([
    'line 1: project must have 1 ',
    'line 2: Field "with" was ren',
    'line 3: Unknown field "prots',
  ])
})

test('the suggestion names the schema in node_modules if the project has the package', async () => {
  const { error } = await readInvalidFile('provider: podman', 'node_modules/homemanager/templates')
  expect(error.suggestion).toContain(' node_modules/homemanager/templates/homemanager.schema.json.')
})

test('a directory with the name of the file is an error that says so', async () => {
  const directory = await createTemporaryDirectory('homemanager-config-')
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  await expect(readConfigFile(directory)).rejects.toMatchObject({
    code: 'CONFIG_UNREADABLE',
    detail: 'It is a directory.',
    suggestion: expect.stringMatching(/^Rename it, or/) as string,
  })
})

test('a link to a file that does not exist is an error that says so', async () => {
  const directory = await createTemporaryDirectory('homemanager-config-')
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const file = path.join(directory, 'homemanager.yaml')
  await symlink('missing.yaml', file)
  await expect(readConfigFile(findRoot(directory).file ?? '')).rejects.toMatchObject({
    code: 'CONFIG_UNREADABLE',
    message: `Cannot read ${file}.`,
    detail: 'It is a symbolic link, and its target does not exist.',
  })
})

async function readInvalidFile(
  text: string | Buffer,
  schemaDirectory?: string,
): Promise<{ error: HomeError; file: string }> {
  const directory = await createTemporaryDirectory('homemanager-config-')
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  if (schemaDirectory !== undefined) {
    await mkdir(path.join(directory, schemaDirectory), { recursive: true })
    await writeFile(path.join(directory, schemaDirectory, 'homemanager.schema.json'), '{}')
  }
  const file = path.join(directory, 'homemanager.yaml')
  await writeFile(file, text)
  const error: unknown = await readConfigFile(file).catch((e: unknown) => e)
  if (!(error instanceof HomeError)) throw new Error('The file was accepted', { cause: error })
  return { error, file }
}
