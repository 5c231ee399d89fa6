import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createExampleStores, toExampleId } from '../../../test/support/example-stores.js'
import { getEndpoints } from '../../../test/support/get-endpoints.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { formatAddress, parseAddress } from '../../inspect/pages/address.js'
import type { Page, Pane } from '../../inspect/pages/page.js'
import { openRecordSources } from '../../inspect/records/open-record-sources.js'
import type { Stores } from '../../stores/stores.js'
import { readStatements, recordStatement, STATEMENTS_FILE } from '../state/recent-statements.js'
import type { InspectorSources } from './inspector-sources.js'
import { QUERY_SCREEN } from './query-screen.js'

let stores: Stores & AsyncDisposable
let records: Awaited<ReturnType<typeof openRecordSources>>
beforeAll(async () => {
  stores = await createExampleStores()
  records = await openRecordSources(getEndpoints(stores), BUNDLED_ENTITIES)
})
afterAll(async () => {
  await records[Symbol.asyncDispose]()
  await stores[Symbol.asyncDispose]()
})

const home = mkdtempSync(path.join(tmpdir(), 'homemanager-statements-'))
afterAll(() => rmSync(home, { recursive: true }))

async function open(address: string): Promise<Page> {
  const sources = {
    ...records,
    project: { config: { root: process.cwd(), home } },
    endpoints: getEndpoints(stores),
    stores: async () => stores,
  }
  const controller = new AbortController()
  const page = await QUERY_SCREEN.open(
    sources as unknown as InspectorSources,
    parseAddress(address),
    controller.signal,
  )
  if (page.panes[0].more === undefined) controller.abort()
  return page
}

const run = async (store: string, text: string, row?: string): Promise<Page> =>
  open(formatAddress('query', [], { store, text, row }))

/** The columns, and the cells of each row. */
function toTable({ columns = [], rows }: Pane): readonly (readonly string[])[] {
  return [columns.map(({ name }) => name), ...rows.map(({ cells }) => cells.map(({ text }) => text))]
}

/** Enter on a row of a result. */
async function openRow({ panes: [{ rows }] }: Page, index: number): Promise<Page> {
  const page = await rows[index]?.page?.()
  if (page === undefined) throw new Error('The row cannot be opened.')
  return page
}

test('a statement across the stores shows its rows and what was read, or its error', async () => {
  const list = await open('/query')
  const listed = list.panes[0].rows.map(({ cells }) => cells[0]?.text)
  expect(listed).toEqual(['postgres', 'dynamodb', 'mongo', 'all'])
  const enter = async (entered: string): Promise<Page> => open(list.prompt?.toAddress(entered) ?? '')
  const page = await enter(
    "all SELECT count(*) AS n FROM todos JOIN users ON todos.owner = users.id WHERE users.email = 'nobody'",
  )
  expect(page.panes.map(({ name, rows }) => [name, rows[0]?.cells[0]?.text])).toEqual([
    ['Rows', '0'],
    ['Read', 'users'],
  ])
  expect((await enter('all SELEC')).panes[0].name).toBe('Error')
  await expect(enter('SELECT 1')).resolves.toMatchObject({ origin: { store: 'postgres' } })
  for (const statement of ['expenses.find({})', ' db.expenses.aggregate([])', 'budgets . count({})'])
    expect([statement, list.prompt?.toAddress(statement)]).toEqual([
      statement,
      formatAddress('query', [], { store: 'mongo', text: statement }),
    ])
  const found = await enter('expenses.find({})')
  expect(found.panes[0]).toMatchObject({ name: 'Rows' })
  expect(found.panes[0].rows.length).toBeGreaterThan(0)
})

test('a value is below the name of its field, also if other documents lack it', async () => {
  await stores.mongo.db.collection<{ _id: string }>('shapes').insertMany([
    { _id: 'a', name: 'square', size: 2 },
    { _id: 'b', size: null, note: 'no name' },
    { _id: 'c', colour: 'red' },
  ] as never)
  const { panes } = await run('mongo', 'shapes.find({}).sort({_id: 1})')
  expect(toTable(panes[0])).toEqual([
    ['_id', 'name', 'size', 'note', 'colour'],
    ['a', 'square', '2', '', ''],
    ['b', '', 'NULL', 'no name', ''],
    ['c', '', '', '', 'red'],
  ])
  const row = await openRow(await run('mongo', 'shapes.find({}).sort({_id: 1})'), 1)
  expect(toTable(row.panes[0]).slice(1)).toEqual([
    ['_id', 'b'],
    ['name', '(no such field)'],
    ['size', 'NULL'],
    ['note', 'no name'],
    ['colour', '(no such field)'],
  ])
})

test('further rows add the columns that the first ones lack', async () => {
  const many = Array.from({ length: 200 }, (_, i) => ({ _id: `${1000 + i}`, name: 'early' }))
  await stores.mongo.db
    .collection<{ _id: string }>('further')
    .insertMany([...many, { _id: '2000', late: 'here' }] as never)
  const { panes } = await run('mongo', 'further.find({}).sort({_id: 1})')
  expect(panes[0].columns).toEqual([{ name: '_id' }, { name: 'name' }])
  const further = await panes[0].more?.read()
  expect(further?.columns).toEqual([{ name: '_id' }, { name: 'name' }, { name: 'late' }])
  expect(further?.rows[0]?.cells.map(({ text }) => text)).toEqual(['2000', '', 'here'])
  const late = await run('mongo', 'further.find({}).sort({_id: 1})', '201')
  expect(late.panes[0].rows.map(({ cells }) => cells[1]?.text)).toEqual(['2000', '(no such field)', 'here'])
})

test('items have the columns that PartiQL selects, in its order, also if the first one has none', async () => {
  const owner = `USER#${toExampleId(123)}`
  const where = `FROM "${stores.dynamodb.table}" WHERE PK = '${owner}'`
  const { panes } = await run('dynamodb', `SELECT title, due_date, SK, "PK" ${where}`)
  expect(panes[0]).toMatchObject({ keepsOrder: true, showsCount: true })
  const [names, ...rows] = toTable(panes[0])
  expect(names).toEqual(['title', 'due_date', 'SK', 'PK'])
  for (const [, , sk, pk] of rows) expect([sk, pk]).toEqual([expect.stringMatching(/^TODO#/), owner])
  expect(toTable((await run('dynamodb', `SELECT title, nothing ${where}`)).panes[0])[0]).toEqual([
    'title',
    'nothing',
  ])
  const all = (await run('dynamodb', `SELECT * ${where}`)).panes[0].columns?.map(({ name }) => name)
  expect(all?.slice(0, 2)).toEqual(['PK', 'SK'])
})

test('a row shows all values, and leads to its record and to those that it names', async () => {
  const id = `expense_${toExampleId(123)}`
  const text = `expenses.find({_id: "${id}"}, {location: 1, amount: 1, user_id: 1})`
  const row = await openRow(await run('mongo', text), 0)
  expect(row).toMatchObject({ title: `Row 1 of ${text}`, id, panes: [{ wraps: true }] })
  const shown = new Map(
    row.panes[0].rows.map(({ cells, target }) => [cells[0]?.text, [cells[1]?.text, target]]),
  )
  const address = `/records/expense/${toExampleId(123)}`
  expect(shown.get('→')).toEqual([`open the expense ${toExampleId(123)}`, address])
  expect(shown.get('_id')).toEqual([id, address])
  expect(shown.get('amount')).toEqual(['156.78', undefined])
  expect(shown.get('location')?.[0]).toMatch(/^\{\n  "type": "Point",\n  "coordinates": \[/)
  expect(shown.get('user_id')?.[1]).toMatch(/^\/records\/user\//)
  expect((await open(row.address)).panes[0].rows).toHaveLength(row.panes[0].rows.length)
})

test.each([
  ['postgres', `SELECT display_name, id, family_id FROM users WHERE id = '${toExampleId(123)}'`, 'user'],
  // The column that is called like the id names another record.
  ['postgres', `SELECT owner_id AS id FROM families LIMIT 1`, undefined],
  ['postgres', 'SELECT count(*) AS id FROM users', undefined],
  ['dynamodb', `SELECT title, SK FROM "TABLE" WHERE PK = 'USER#${toExampleId(123)}'`, 'todo'],
  ['mongo', 'expenses.aggregate([{$group: {_id: "$currency"}}])', undefined],
])('in %s, the row of %s is the record of its table', async (store, text, kind) => {
  const result = await run(store, text.replace('TABLE', stores.dynamodb.table))
  const { panes } = await openRow(result, 0)
  const found = panes[0].rows.filter(({ cells }) => cells[0]?.text === '→').map(({ target }) => target)
  expect(found.map((target) => target?.split('/')[2])).toEqual(kind === undefined ? [] : [kind])
})

test.each([
  ['postgres', 'DELETE FROM users'],
  ['mongo', 'users.deleteMany({})'],
  ['dynamodb', `DELETE FROM "t" WHERE PK = 'x' AND SK = 'y'`],
])('a write in %s is refused with the command that can do it', async (store, text) => {
  const { panes, origin } = await run(store, text)
  const lines = panes[0].rows.map(({ cells }) => cells[0]?.text)
  expect(origin.command).toMatch(new RegExp(`^query ${store} --write ['"]`))
  expect(lines).toContain(`To change data, run homemanager ${origin.command}`)
  expect(lines.join(' ')).not.toContain('Add --write')
})

test('an option in a suggestion is one of the command', async () => {
  const { panes } = await run('dynamodb', 'SELECT title FROM "t" LIMIT 3')
  const lines = panes[0].rows.map(({ cells }) => cells[0]?.text)
  expect(lines).toContain(`Options are given to homemanager query dynamodb 'SELECT title FROM "t" LIMIT 3'`)
})

test('a bare id in a column that is a reference leads to the other record', async () => {
  const text = `SELECT id, family_id FROM users WHERE id = '${toExampleId(123)}'`
  const { panes } = await openRow(await run('postgres', text), 0)
  const family = panes[0].rows.find(({ cells }) => cells[0]?.text === 'family_id')
  expect(family?.target).toBe(`/records/family/${toExampleId(789)}`)
})

test('statements are recorded, the latest first and each once, for later runs', async () => {
  rmSync(path.join(home, STATEMENTS_FILE), { force: true })
  expect((await open('/query')).panes).toHaveLength(1)
  await run('postgres', 'SELECT 1')
  await run('mongo', 'users.find({')
  await run('postgres', 'SELECT 1')
  const { prompt, panes } = await open('/query')
  expect(prompt?.history?.()).toEqual(['postgres SELECT 1', 'mongo users.find({'])
  expect(panes[1]?.rows.map(({ target }) => prompt?.toText?.(target ?? ''))).toEqual(prompt?.history?.())
  expect(prompt?.toText?.('/records/user')).toBeUndefined()
  expect(statSync(path.join(home, STATEMENTS_FILE)).mode & 0o777).toBe(0o600)
  for (let i = 0; i < 120; i++) recordStatement(home, { store: 'postgres', text: `SELECT ${i}` })
  expect(readStatements(home)).toHaveLength(100)
  writeFileSync(path.join(home, STATEMENTS_FILE), '[{"store": 1}, "x"]')
  expect(readStatements(home)).toEqual([])
})
