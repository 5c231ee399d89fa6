import { expect, test } from 'vitest'
import { allImports, type Import } from './imports.js'

const IMPORTS = allImports()
const ours = IMPORTS.filter((one) => one.ours)

/** Folders by what they may import of ours; `*` stands for any. A folder that is not listed may import anything. */
const MAY: Readonly<Record<string, readonly string[]>> = {
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
  expect(ours.length).toBeGreaterThan(500)
  expect(IMPORTS.some(({ to }) => to === 'commander')).toBe(true)
})

test('each folder imports only what it may', () => {
  const wrong = ours.filter(({ from, to, typeOnly }) => {
    const [here, there] = [folderOf(from), folderOf(to)]
    // What a service does with an event is written to the contract of events, which call it.
    if (here === 'services' && (to === 'events/event-handler' || (there === 'events' && typeOnly)))
      return false
    const may = MAY[here]
    return may !== undefined && there !== here && !may.includes(there)
  })
  expect(wrong.map(said)).toEqual([])
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
  const wrong = ours.filter(({ from, to }) => {
    const [here, there] = [roomOf(from), roomOf(to)]
    return (
      here !== undefined &&
      there !== undefined &&
      here !== there &&
      here.split('/')[0] === there.split('/')[0]
    )
  })
  expect(wrong.map(said)).toEqual([])
})

test('migrations and seeding know the contract of stores, not a store', () => {
  const wrong = ours.filter(
    ({ from, to }) => /^(migrations|seeding)\//.test(from) && /^stores\/(postgres|dynamodb|mongo)\//.test(to),
  )
  expect(wrong.map(said)).toEqual([])
})

test('nobody imports the command line, and no command another command', () => {
  const wrong = ours.filter(({ from, to }) => {
    const intoCli = to.startsWith('cli/') && !from.startsWith('cli/')
    const betweenCommands = from.endsWith('.command') && to.endsWith('.command')
    return intoCli || betweenCommands
  })
  expect(wrong.map(said)).toEqual([])
})

test('packages with one home are imported only there', () => {
  const wrong = IMPORTS.filter(({ from, to, typeOnly }) => {
    const home = SOLE_IMPORTER[to]
    return !typeOnly && home !== undefined && !from.startsWith(`${home}/`)
  })
  expect(wrong.map(said)).toEqual([])
})

test('no file imports itself, directly or around', () => {
  const next = new Map<string, string[]>()
  for (const { from, to, typeOnly, lazy } of ours) {
    if (!typeOnly && !lazy) next.set(from, [...(next.get(from) ?? []), to])
  }
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

function folderOf(file: string): string {
  return file.split('/')[0] ?? ''
}

function said({ from, to }: Import): string {
  return `${from} imports ${to}`
}
