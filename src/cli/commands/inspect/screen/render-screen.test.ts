import { stripVTControlCharacters } from 'node:util'
import { Chalk, type ChalkInstance } from 'chalk'
import { expect, test } from 'vitest'
import type { Pane, Row } from '../../../../inspect/pages/page.js'
import { type OpenedPage, SCREEN_TITLES } from '../../../../project/inspector/inspector.js'
import { Menu } from './menu.js'
import { PageView } from './page-view.js'
import type { PaneView } from './pane-view.js'
import { renderScreen } from './render-screen.js'
import type { Prompt, Session } from './session.js'

const LOGS = {
  address: '/logs',
  title: 'Logs of all components',
  subtitle: 'the latest 200, newest first',
  hint: 'L shows new ones as they occur',
  panes: [{ name: 'Logs', rows: [], follow: async () => {} }],
  origin: { read: 200, command: 'logs' },
  elapsedMs: 1,
} as const
const EXPENSE = {
  ...LOGS,
  title: `Expense  2024-10-03  156.78 USD  groceries  ${'Whole Foods Market '.repeat(5)}`,
  subtitle: 'mongo · version 3',
} as const

function render(
  page: OpenedPage,
  columns: number,
  {
    live = false,
    prompt,
    depth = 0,
    sort,
    active = 0,
    menu,
    added = [],
    selected = 0,
    style = new Chalk({ level: 0 }),
  }: {
    readonly live?: boolean
    readonly prompt?: Partial<Prompt>
    readonly depth?: number
    readonly sort?: PaneView['sort']
    readonly active?: number
    readonly menu?: Menu
    readonly added?: readonly Row[]
    readonly selected?: number
    readonly style?: ChalkInstance
  } = {},
): readonly string[] {
  const view = new PageView(page, { reading: new AbortController(), readAt: 0 })
  if (sort !== undefined) view.pane.sort = sort
  view.active = active
  for (const row of added) view.pane.add(row)
  view.pane.select(selected)
  if (live) view.live = new AbortController()
  const inspector = { project: 'test', screens: SCREEN_TITLES }
  const session = {
    view,
    pages: Array.from({ length: depth + 1 }, () => view),
    inspector,
    message: '',
    prompt,
    menu,
    toCommandLine: (line: string) => line,
  }
  return renderScreen(session as unknown as Session, { columns, rows: 24 }, style)
}

test.each([140, 100, 80, 50])('at %d columns, each screen of the first line has its digit', (columns) => {
  const [line = ''] = render(LOGS, columns)
  expect(line.match(/\d/g)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'])
  expect(line).toContain('[6 Logs]')
  // Names are complete or left out.
  expect(/1 Overview/.test(line)).toBe(columns > 80)
  expect(/Ove/.test(line)).toBe(columns > 80)
})

test('the pages that Esc goes back through are counted', () => {
  const getTitle = (depth: number): string | undefined => render(LOGS, 80, { depth })[1]
  expect(getTitle(0)).toMatch(/^Logs of/)
  expect(getTitle(2)).toMatch(/^‹‹ Logs of/)
  expect(getTitle(13)).toMatch(/^‹13 Logs of/)
})

test('rows that belong to the row before are not counted', () => {
  const row = { cells: [{ text: 'step' }] }
  const panes = [
    { name: 'Steps', rows: [row, { ...row, isDetail: true }, row] },
    { name: 'Changes', rows: [] },
  ] as const
  expect(render({ ...LOGS, panes }, 80)[3]).toMatch(/^\[Steps\] 2 /)
  expect(render({ ...LOGS, panes }, 120)[3]).toMatch(/STEPS 2 /)
})

test.each([160, 80])('at %d columns, a row that is wrapped is one row', (columns) => {
  const row = { cells: [{ text: 'name' }, { text: 'word '.repeat(60) }] }
  const panes = [
    { name: 'What happened', wraps: true, rows: [row, row] },
    { name: 'Fields', rows: [row] },
  ] as const
  const read = (): string => render({ ...LOGS, panes }, columns)[3] ?? ''
  expect(read()).toMatch(/WHAT HAPPENED\]? 2 /i)
})

test.each([80, 50, 30])('at %d columns, the name of the active pane is complete', (columns) => {
  const rows = [{ cells: [{ text: 'row' }] }]
  const names = ['Fields', 'References', 'Related records', 'History'] as const
  const [first, ...others] = names.map((name) => ({ name, rows }))
  if (first === undefined) throw new Error('no panes')
  for (const [active, name] of names.entries()) {
    const line = render({ ...LOGS, panes: [first, ...others] }, columns, { active })[3]?.trimEnd() ?? ''
    expect(line).toContain(`[${name}] 1`)
    const cutsBefore = !line.includes('Fields')
    expect(line.startsWith('…')).toBe(cutsBefore)
    expect(line.endsWith('…')).toBe(!/History.? {1,2}1$/.test(line))
  }
})

test('a page can open with another pane than the first one', () => {
  const panes = ['Tables', 'Migrations'].map((name) => ({ name, rows: [] })) as unknown as OpenedPage['panes']
  const options = { reading: new AbortController(), readAt: 0 }
  expect(new PageView({ ...LOGS, panes, activePane: 'Migrations' }, options).pane.pane.name).toBe(
    'Migrations',
  )
  expect(new PageView({ ...LOGS, panes, activePane: 'Gone' }, options).pane.pane.name).toBe('Tables')
})

test('below the rows is the number of the selected one, of all that can be selected', () => {
  const row = { cells: [{ text: 'row' }] }
  const more = { read: async () => ({ rows: [] }) }
  const renderRule = (pane: Partial<Pane>): string | undefined =>
    render(
      { ...LOGS, panes: [{ name: 'Rows', rows: [row, { ...row, isDetail: true }, row], ...pane }] },
      80,
    ).at(-3)
  expect(renderRule({})).toMatch(/^─+ 1 of 3 ──$/)
  expect(renderRule({ more })).toMatch(/^─+ 1 of 3\+ ──$/)
  expect(renderRule({ rows: [] })).toMatch(/^─+$/)
})

test('the filter says what Enter searches', () => {
  const toSearch = (): string => '/search'
  const prompt = { label: 'filter', text: 'x' }
  const getHint = (searched?: string): string | undefined =>
    render({ ...LOGS, toSearch, ...(searched === undefined ? {} : { searched }) }, 80, { prompt }).at(-1)
  expect(getHint('all users')).toContain('Enter searches all users')
  expect(getHint()).toContain('Enter searches all records')
})

test.each([
  [0, 'query: SELECT 1▏ ▕', 60],
  [1, 'query: SELECT ▏1▕', 60],
  [8, 'query: ▏S▕ELECT 1', 60],
  [1, 'query: …T ▏1▕', 14],
  [8, 'query: ▏S▕EL…', 14],
] as const)('with %d characters behind it, the cursor is at %s', (behind, expected, columns) => {
  const prompt = { label: 'query', text: 'SELECT 1', behind, hint: '' }
  const line = render(LOGS, columns, { prompt, style: new Chalk({ level: 1 }) }).at(-1) ?? ''
  const marked = line.replace('\u001B[7m', '▏').replace('\u001B[27m', '▕')
  expect(stripVTControlCharacters(marked).trimEnd()).toBe(expected)
})

test('after a row was selected, Enter keeps the filter', () => {
  const row = { cells: [{ text: 'x' }] }
  const page: OpenedPage = {
    ...LOGS,
    toSearch: () => '/search',
    panes: [{ name: 'Rows', rows: [row, row] }],
  }
  const getHint = (selected: number): string | undefined =>
    render(page, 80, { prompt: { label: 'filter', text: 'x' }, selected }).at(-1)
  expect(getHint(0)).toContain('2 of 2 · Enter searches all records')
  expect(getHint(1)).toContain('2 of 2 · Enter keeps the filter')
})

test.each([120, 80, 50])('at %d columns, the title says whether new rows are shown', (columns) => {
  const [, title = ''] = render(LOGS, columns, { live: true })
  expect(title).toMatch(/^Logs of all components {2}● live {2}the latest/)
  expect(title).toHaveLength(columns)
  expect(render(LOGS, columns)[1]).not.toContain('live')
})

test('the title counts the rows that are shown, also those that have followed', () => {
  const row = { cells: [{ text: 'x' }] }
  const pane = { ...LOGS.panes[0], latest: 'request', rows: [row, row] }
  const { subtitle: _, ...page } = { ...LOGS, order: 'newest first', panes: [pane] } as const
  expect(render(page, 80)[1]).toContain('the latest 2 requests, newest first')
  expect(render(page, 80, { added: [row] })[1]).toContain('the latest 3 requests, newest first')
})

test.each([120, 80, 50])('at %d columns, a long title leaves room for the state', (columns) => {
  expect(render(EXPENSE, columns)[1]).toMatch(/^Expense {2}2024-10-03 .*… {2}mongo · version 3/)
})

test.each([120, 80, 50, 30])('at %d columns, the end of what is typed is shown', (columns) => {
  const text = `SELECT ${'x, '.repeat(40)} FROM users WHERE`
  const typed = (prompt: Partial<Prompt>): string => render(LOGS, columns, { prompt }).at(-1) ?? ''
  const line = typed({ label: 'query', text })
  expect(line).toContain('FROM users WHERE')
  expect(/…[^…]*WHERE/.exec(line)?.[0].length).toBeGreaterThan((columns - 10) / 2)
  expect(typed({ label: 'query', text: 'S' })).toMatch(/^query: S {3}Enter/)
  expect(typed({ label: 'a', text: '12x', hint: '✗ Not a number.' })).toContain('✗ Not a number.')
})

test('of panes side by side, the one that needs less leaves the rest to the other', () => {
  const address = 'x'.repeat(40)
  const cells = [{ text: 'postgres' }, { text: 'healthy' }, { text: address }, { text: 'a version of it' }]
  const columns = ['COMPONENT', 'STATUS', 'ADDRESS', ''].map((name) => ({ name }))
  const panes = [
    { name: 'Components', columns, rows: [{ cells }] },
    { name: 'Data', rows: [{ cells: [{ text: 'snapshots' }, { text: 'none' }] }] },
  ] as const
  const line = render({ ...LOGS, panes }, 140)[5]
  expect(line).toContain(`${address}  a version of it`)
  expect(line).toContain(' │ ')
})

test.each([
  [160, 'side by side', ['ID']],
  [160, 'one below the other', ['ID', 'x'.repeat(44), 'y'.repeat(44)]],
  [80, 'one below the other', ['ID']],
])('at %d columns, a result and its plan are %s', (columns, place, names) => {
  const rows = { name: 'Rows', keepsOrder: true, columns: names.map((name) => ({ name })), rows: [] } as const
  const [, , , line = ''] = render({ ...LOGS, panes: [rows, { name: 'Plan', rows: [] }] }, columns)
  expect(line).toMatch(place === 'side by side' ? /ROWS 0 +│ +PLAN 0/ : /^\[Rows\] 0 {3}Plan {2}0/)
})

test.each([120, 80, 50, 30])('at %d columns, no key is cut', (columns) => {
  const keys = render(LOGS, columns).at(-1)?.trimEnd() ?? ''
  expect(keys).toMatch(/^\? help {2}q quit(?: {2}\S+ [a-z ]+)+$/)
  expect(keys.split('  ').at(-1)).toMatch(/ (?:filter|live|refresh|copy|go to)$/)
})

test('a page that the user has sorted has one order', () => {
  const columns = [{ name: 'TITLE' }]
  const panes = [{ name: 'Todos', columns, rows: [{ cells: [{ text: 'b' }] }] }] as const
  const page = { ...LOGS, subtitle: 'the latest 200', order: 'newest first', panes }
  expect(render(page, 80)[1]).toContain('the latest 200, newest first')
  expect(render(page, 80, { sort: { column: 0, descending: true } })[1]).toContain(
    'the latest 200, by title, descending',
  )
})

test('below the rows, a verdict comes first, and a command is complete where it can be', () => {
  const origin = {
    store: 'postgres',
    index: 'by_date',
    read: 1200,
    command: `query ${'x'.repeat(54)}`,
  } as const
  const renderOrigin = (pane: Partial<Pane>, columns = 80): string =>
    render({ ...LOGS, origin, panes: [{ name: 'Rows', rows: [], ...pane }] }, columns).at(-2) ?? ''
  expect(renderOrigin({})).toMatch(/^postgres · by_date {2,}query x{54}$/)
  expect(renderOrigin({}, 79)).toMatch(/1,200 read · 1\.0 ms {2,}o copies the command$/)
  expect(renderOrigin({ progress: `all consistent, fingerprint ${'f'.repeat(64)}` })).toMatch(
    /^all consistent, fingerprint f+…$/,
  )
})

test('below a menu that does not fit is the number of the selected item', () => {
  const show = (count: number): string | undefined => {
    const items = Array.from({ length: count }, (_, i) => ({ name: `${i}`, description: '', run: () => {} }))
    const menu = new Menu('Go to', items)
    menu.move(2)
    return / (\d+ of \d+) /.exec(render(LOGS, 80, { menu }).at(-3) ?? '')?.[1]
  }
  expect([show(10), show(30)]).toEqual([undefined, '3 of 30'])
})

test.each([160, 140, 120, 110, 80])('at %d columns, the bars of a trace are shown', (columns) => {
  const names = ['COMPONENT', 'STEP', 'DURATION', 'WHEN']
  const steps = {
    name: 'Steps',
    keepsColumns: true,
    columns: names.map((name) => ({
      name,
      importance: name === 'STEP' ? 1 : name === 'WHEN' ? -1 : 0,
      ...(name === 'DURATION' ? ({ align: 'right' } as const) : {}),
    })),
    rows: ['━'.repeat(28), `${' '.repeat(27)}━`].map((bar) => ({
      cells: ['postgres', 'POST /identity/v1/families/{id}/members 201', '577.0 ms', bar].map((text) => ({
        text,
      })),
    })),
  } as const
  const changes = ['RECORD', 'FIELD', 'BEFORE', 'AFTER'].map((name) => ({ name }))
  const id = 'user 01a22deb-a7e9-757c-af05-9c5eb93beb5a'
  const rows = [{ cells: [id, 'family_id', '–', id].map((text) => ({ text })) }]
  const lines = render({ ...LOGS, panes: [steps, { name: 'Changes', columns: changes, rows }] }, columns)
  for (const name of names) expect(lines[4]).toContain(name)
  expect(lines[5]).toContain('━'.repeat(28))
  expect(lines[4]?.includes('FIELD')).toBe(columns >= 120)
})
