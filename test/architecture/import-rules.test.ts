import { expect, test } from 'vitest'
import { listImports, type Import } from './list-imports.js'

const IMPORTS = listImports()
const internalImports = IMPORTS.filter((one) => one.internal)

/** Folders by what they may import of ours; `*` stands for any. A folder that is not listed may import anything. */
const ALLOWED_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  domain: ['core'],
  launch: ['core'],
  config: ['core'],
  output: ['core'],
  world: ['core', 'domain'],
  stores: ['core', 'domain', 'migrations'],
  migrations: ['core', 'stores'],
  seeding: ['core', 'domain', 'world', 'stores'],
  events: ['core', 'domain', 'stores', 'services'],
  services: ['core', 'domain', 'stores'],
  telemetry: ['core', 'domain', 'stores', 'services', 'events'],
  gateway: ['core', 'domain', 'stores', 'services', 'telemetry'],
  inspect: ['core', 'domain', 'stores', 'services', 'events', 'migrations'],
}

/** Packages that only one folder may import, whatever it is needed for elsewhere. */
const SOLE_IMPORTER: Readonly<Record<string, string>> = {
  commander: 'cli',
  chalk: 'output',
  inquirer: 'output',
  'cli-progress': 'output',
  dockerode: 'stack/providers',
  execa: 'stack/providers',
  '@faker-js/faker': 'world',
}

test('the scanner sees what it should', () => {
  expect(internalImports.length).toBeGreaterThan(500)
  expect(IMPORTS.some(({ to }) => to === 'commander')).toBe(true)
})

test('each folder imports only what it may', () => {
  const wrong = internalImports.filter(({ from, to, typeOnly }) => {
    const [here, there] = [getTopDirectory(from), getTopDirectory(to)]
    // What a service does with an event is written to the contract of events, which call it.
    if (here === 'services' && (to === 'events/event-handler' || (there === 'events' && typeOnly)))
      return false
    const may = ALLOWED_IMPORTS[here]
    return may !== undefined && there !== here && !may.includes(there)
  })
  expect(wrong.map(describeImport)).toEqual([])
})

test('a store imports no other store, a service no other service', () => {
  const rooms = [
    'stores/postgres',
    'stores/dynamodb',
    'stores/mongo',
    'services/identity',
    'services/todo',
    'services/budget',
  ]
  const roomOf = (file: string): string | undefined => rooms.find((room) => file.startsWith(`${room}/`))
  const wrong = internalImports.filter(({ from, to }) => {
    const [here, there] = [roomOf(from), roomOf(to)]
    return (
      here !== undefined &&
      there !== undefined &&
      here !== there &&
      here.split('/')[0] === there.split('/')[0]
    )
  })
  expect(wrong.map(describeImport)).toEqual([])
})

test('migrations and seeding know the contract of stores, not a store', () => {
  const wrong = internalImports.filter(
    ({ from, to }) => /^(migrations|seeding)\//.test(from) && /^stores\/(postgres|dynamodb|mongo)\//.test(to),
  )
  expect(wrong.map(describeImport)).toEqual([])
})

test('nobody imports the command line, and no command another command', () => {
  const wrong = internalImports.filter(({ from, to }) => {
    const intoCli = to.startsWith('cli/') && !from.startsWith('cli/')
    const betweenCommands = from.endsWith('.command') && to.endsWith('.command')
    return intoCli || betweenCommands
  })
  expect(wrong.map(describeImport)).toEqual([])
})

test('packages with one home are imported only there', () => {
  const wrong = IMPORTS.filter(({ from, to, typeOnly }) => {
    const home = SOLE_IMPORTER[to]
    return !typeOnly && home !== undefined && !from.startsWith(`${home}/`)
  })
  expect(wrong.map(describeImport)).toEqual([])
})

test('no file imports itself, directly or around, not even for a type or when it is needed', () => {
  const next = new Map<string, string[]>()
  for (const { from, to } of internalImports) next.set(from, [...(next.get(from) ?? []), to])
  const done = new Set<string>()
  const rings: string[] = []
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) rings.push([...way.slice(way.indexOf(file)), file].join(' → '))
    if (done.has(file) || way.includes(file)) return
    for (const to of next.get(file) ?? []) visit(to, [...way, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
  expect(rings).toEqual([])
})

function getTopDirectory(file: string): string {
  return file.split('/')[0] ?? ''
}

function describeImport({ from, to }: Import): string {
  return `${from} imports ${to}`
}
