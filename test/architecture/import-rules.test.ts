import { expect, test } from 'vitest'
import { listImports, type Import } from './list-imports.js'

const IMPORTS = listImports()
const internalImports = IMPORTS.filter((each) => each.internal)

/** The directories of `src` by layer, lowest first. A file may import only from lower layers and its own directory. */
const LAYERS: readonly (readonly string[])[] = [
  ['core'],
  ['config', 'domain', 'launch', 'output'],
  ['providers'],
  ['stores'],
  ['addons', 'migrations', 'dataset', 'query'],
  ['verify', 'snapshots'],
  ['events'],
  ['services'],
  ['inspect', 'conformance'],
  ['app'],
  ['project'],
  ['studio'],
  ['cli', 'library', 'extension'],
  ['testing'],
]

/** Packages that only one directory may import. */
const SOLE_IMPORTER: Readonly<Record<string, string>> = {
  commander: 'cli',
  chalk: 'output',
  inquirer: 'output',
  ink: 'cli/commands/inspect/screen',
  react: 'cli/commands/inspect/screen',
  preact: 'studio/ui',
  'cli-progress': 'output',
  dockerode: 'providers',
  '@faker-js/faker': 'dataset/generator',
}

test('the scanner finds imports', () => {
  expect(internalImports.length).toBeGreaterThan(500)
  expect(IMPORTS.some(({ to }) => to === 'commander')).toBe(true)
})

test('files import only from lower layers', () => {
  const layers = new Map(LAYERS.flatMap((names, layer) => names.map((name) => [name, layer] as const)))
  const directories = new Set(internalImports.flatMap(({ from, to }) => [from, to].map(getTopDirectory)))
  expect([...directories].filter((name) => !layers.has(name))).toEqual([])
  const violations = internalImports.filter(({ from, to }) => {
    const [here, there] = [getTopDirectory(from), getTopDirectory(to)]
    return here !== there && (layers.get(here) ?? 0) <= (layers.get(there) ?? 0)
  })
  expect(violations.map(describeImport)).toEqual([])
})

test('stores do not import each other, nor do services', () => {
  const siblings = [
    'stores/postgres',
    'stores/dynamodb',
    'stores/mongo',
    'services/identity',
    'services/todo',
    'services/budget',
  ]
  const findSibling = (file: string): string | undefined =>
    siblings.find((name) => file.startsWith(`${name}/`))
  const violations = internalImports.filter(({ from, to }) => {
    const [here, there] = [findSibling(from), findSibling(to)]
    return (
      here !== undefined &&
      there !== undefined &&
      here !== there &&
      here.split('/')[0] === there.split('/')[0]
    )
  })
  expect(violations.map(describeImport)).toEqual([])
})

test('migrations, dataset and verify do not import a specific store', () => {
  const violations = internalImports.filter(
    ({ from, to }) =>
      /^(migrations|dataset|verify)\//.test(from) && /^stores\/(postgres|dynamodb|mongo)\//.test(to),
  )
  expect(violations.map(describeImport)).toEqual([])
})

test('inspect and events do not import a service', () => {
  const violations = internalImports.filter(
    ({ from, to }) => /^(inspect|events)\//.test(from) && to.startsWith('services/'),
  )
  expect(violations.map(describeImport)).toEqual([])
})

test('no other directory imports the command line, and commands do not import each other', () => {
  const violations = internalImports.filter(({ from, to }) => {
    const intoCli = to.startsWith('cli/') && !from.startsWith('cli/')
    const command = (file: string): string | undefined => /^cli\/commands\/([^/]+)\//.exec(file)?.[1]
    const betweenCommands = command(from) && command(to) && command(from) !== command(to)
    return intoCli || betweenCommands
  })
  expect(violations.map(describeImport)).toEqual([])
})

test('commands work through Project', () => {
  const behindProject =
    /^(project|app\/events)\/|^stores\/open-stores$|^config\/resolve-config$|^migrations\/\w+-stores$/
  const entries = new Set(['project/project', 'project/stack/ephemeral-project'])
  const violations = internalImports.filter(
    ({ from, to, typeOnly }) =>
      from.startsWith('cli/') && !typeOnly && behindProject.test(to) && !entries.has(to),
  )
  expect(violations.map(describeImport)).toEqual([])
})

test('directories of src/project have no import cycles', () => {
  // The files of src/project itself count as one directory.
  const next = new Map<string, Set<string>>()
  for (const { from, to } of internalImports) {
    const [here, there] = [from, to].map((file) => /^project\/(?:([^/]+)\/)?/.exec(file))
    if (!here || !there || here[1] === there[1]) continue
    next.set(here[1] ?? '', (next.get(here[1] ?? '') ?? new Set()).add(there[1] ?? ''))
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(next.get(from) ?? [])].some((each) => {
      if (each === to) return true
      if (seen.has(each)) return false
      seen.add(each)
      return reaches(each, to, seen)
    })
  expect([...next.keys()].filter((directory) => reaches(directory, directory))).toEqual([])
})

test('packages with a sole importer are imported only there', () => {
  const violations = IMPORTS.filter(({ from, to, typeOnly }) => {
    const importer = SOLE_IMPORTER[to]
    return !typeOnly && importer !== undefined && !from.startsWith(`${importer}/`)
  })
  expect(violations.map(describeImport)).toEqual([])
})

test('there are no import cycles, type-only and dynamic imports included', () => {
  const next = new Map<string, string[]>()
  for (const { from, to } of internalImports) next.set(from, [...(next.get(from) ?? []), to])
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    if (done.has(file) || path.includes(file)) return
    for (const to of next.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
  expect(cycles).toEqual([])
})

function getTopDirectory(file: string): string {
  return file.split('/')[0] ?? ''
}

function describeImport({ from, to }: Import): string {
  return `${from} imports ${to}`
}
