import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { Row } from '../../../../inspect/pages/page.js'
import { PaneView } from './pane-view.js'
import { renderPane } from './render-pane.js'

const OPTIONS = { style: new Chalk({ level: 0 }), isActive: true, hasTitle: false, searched: undefined }

function createView(messages: readonly string[]): PaneView {
  const rows = messages.map((text) => ({ cells: [{ text: 'gateway' }, { text: '12' }, { text }] }))
  const columns = [{ name: 'COMPONENT' }, { name: 'COUNT', align: 'right' as const }, { name: 'MESSAGE' }]
  return new PaneView({ name: 'Logs', rows, columns })
}

test('a time without its milliseconds is not repeated below the rows', () => {
  const cells = [{ text: '2026-11-30 03:41:11.935' }, { text: 'word '.repeat(20) }]
  const columns = [{ name: 'TIME', importance: 1 }, { name: 'MESSAGE' }]
  const view = new PaneView({ name: 'Logs', rows: [{ cells }], columns })
  const lines = renderPane(view, { columns: 60, rows: 12 }, OPTIONS)
  expect(lines[1]).toMatch(/^› 2026-11-30 03:41:11 {2}word/)
  expect(lines.at(-3)).toMatch(/^ {2}message: word/)
})

test('the indentation of a cell is not repeated below the rows', () => {
  const cells = [{ text: 'dynamodb' }, { text: `    TransactWriteItems ${'word '.repeat(20)}` }]
  const columns = [{ name: 'COMPONENT' }, { name: 'STEP', importance: 1 }]
  const view = new PaneView({ name: 'Steps', rows: [{ cells }], columns })
  const lines = renderPane(view, { columns: 60, rows: 12 }, OPTIONS)
  expect(lines.at(-3)).toMatch(/^ {2}step: TransactWriteItems word/)
})

test('ids are complete, unless a note beside them has space only where they are shortened', () => {
  const id = '019246fc-68c0-7349-a963-4ac8a9e5e84d'
  const cells = [{ text: 'Feed the hamster' }, { text: id }, { text: `family ${id} ≠ no family of owner` }]
  const columns = [{ name: 'TITLE', importance: 1 }, { name: 'ID' }]
  const view = new PaneView({ name: 'todos', rows: [{ cells }], columns })
  const render = (width: number): string =>
    renderPane(view, { columns: width, rows: 4 }, OPTIONS)[1]?.trimEnd() ?? ''
  expect(render(122)).toContain(`${id}  family ${id} ≠ no family of owner`)
  expect(render(90)).toContain('0192…e84d  family 0192…e84d ≠ no family of owner')
  expect(render(65)).toContain(`Feed the hamster  ${id}  fam`)
})

test('further fields of the selected row are below the rows, and columns that are hidden are told', () => {
  const view = createView(['started'])
  const details = [
    { name: 'hint', text: 'Check the\n  name.' },
    { name: 'pid', text: '1', isMinor: true as const },
  ]
  Object.assign(view.rows[0] ?? {}, { details })
  const lines = renderPane(view, { columns: 60, rows: 12 }, OPTIONS).map((line) => line.trimEnd())
  expect([lines.at(-3), view.cutsCells]).toEqual(['  hint: Check the name.', false])
  renderPane(view, { columns: 16, rows: 6 }, OPTIONS)
  expect([view.cutsCells, view.cutsRow(view.rows[0] as Row)]).toEqual([true, true])
})

test('what does not fit of the selected row is below the rows', () => {
  const long = `connection to ${'a'.repeat(30)} failed`
  const view = createView(['started', long, 'word '.repeat(100)])
  const render = (columns: number): readonly string[] =>
    renderPane(view, { columns, rows: 12 }, OPTIONS).map((line) => line.trimEnd())
  // The rows stay where they are when another one is selected.
  expect(render(40).slice(-4)).toEqual(['┄'.repeat(40), '', '', ''])
  expect(view.height).toBe(7)
  view.select(1)
  expect(render(40).slice(-4)).toEqual([
    '┄'.repeat(40),
    '  message: connection to',
    `  ${'a'.repeat(30)} failed`,
    '',
  ])
  expect(render(16).slice(-4).join(' ')).toMatch(/component: gateway|count: 12/)
  view.select(2)
  expect(render(40).at(-1)).toMatch(/word…$/)
  expect(render(40)).toHaveLength(12)
})

test('rows that fit, and few lines, have nothing below them', () => {
  const fitting = renderPane(createView(['started']), { columns: 40, rows: 12 }, OPTIONS)
  expect(fitting.join('')).not.toContain('┄')
  const low = renderPane(createView(['word '.repeat(100)]), { columns: 40, rows: 8 }, OPTIONS)
  expect(low.join('')).not.toContain('┄')
})

test('without columns, names are aligned, and what does not fit is below the rows', () => {
  const rows = [
    ['✓', 'title', 'Dentist'],
    ['✓', 'description', 'word '.repeat(12).trim()],
  ].map((texts) => ({ cells: texts.map((text) => ({ text })) }))
  const view = new PaneView({ name: 'Fields', rows })
  view.select(1)
  const lines = renderPane(view, { columns: 40, rows: 12 }, OPTIONS).map((line) => line.trimEnd())
  expect(lines.slice(0, 2)).toEqual(['  ✓  title        Dentist', '› ✓  description  word word word word w…'])
  expect(lines.slice(-3).join(' ').match(/word/g)).toHaveLength(12)
  const long = new PaneView({ name: 'Error', rows: [{ cells: [{ text: 'word '.repeat(9) }] }, ...rows] })
  expect(renderPane(long, { columns: 80, rows: 12 }, OPTIONS)[1]?.trimEnd()).toBe('  ✓  title        Dentist')
})

test('values that are wrapped are complete, and each line belongs to its row', () => {
  const rows = [
    ['title', 'word '.repeat(12).trim()],
    ['meta', '{\n  "tools": ["wrench"]\n}'],
  ].map(([name = '', text = '']) => ({ cells: [{ text: name }, { text }], id: name }))
  const view = new PaneView({ name: 'Row', wraps: true, rows })
  const lines = renderPane(view, { columns: 40, rows: 12 }, OPTIONS).map((line) => line.trimEnd())
  expect(lines.slice(0, 5)).toEqual([
    '› title  word word word word word word',
    '           word word word word word word',
    '  meta   {',
    '           "tools": ["wrench"]',
    '         }',
  ])
  view.select(3)
  expect(view.selectedRow?.id).toBe('meta')
  renderPane(view, { columns: 200, rows: 12 }, OPTIONS)
  expect([view.visible.length, view.selectedRow?.id]).toEqual([4, 'meta'])
})

test('columns that keep their order are scrolled to', () => {
  const names = ['ID', 'EMAIL', 'NAME', 'CREATED']
  const rows = [{ cells: names.map((name) => ({ text: `${name.toLowerCase()} of a user` })) }]
  const view = new PaneView({
    name: 'Rows',
    keepsOrder: true,
    columns: names.map((name) => ({ name })),
    rows,
  })
  const getHeader = (): string => renderPane(view, { columns: 42, rows: 8 }, OPTIONS)[0]?.trimEnd() ?? ''
  expect(getHeader()).toBe('  ID            EMAIL …')
  expect(view.hidesColumns).toBe(true)
  view.scrollColumns(1)
  view.scrollColumns(1)
  expect(getHeader()).toBe('‹ NAME            CREATED')
  expect(view.hidesColumns).toBe(false)
})

test('where columns do not fit, the hidden ones are scrolled to beside what the row is about', () => {
  const names = ['', 'DAY', 'TITLE', 'STATUS', 'PRIORITY', 'OWNER']
  const rows = [{ cells: names.map((name) => ({ text: `${name.toLowerCase()} of a todo` })) }]
  const columns = names.map((name) => ({ name, importance: name === 'TITLE' ? 1 : 0 }))
  const view = new PaneView({ name: 'Rows', columns, rows })
  const list = (width: number): string =>
    (renderPane(view, { columns: width, rows: 8 }, OPTIONS)[0] ?? '').trim().replaceAll(/ +/g, ' ')
  const seen = [list(62)]
  while (view.scrollColumns(1)) seen.push(list(62))
  expect(seen).toEqual(['DAY TITLE STATUS …', '‹ TITLE STATUS PRIORITY …', '‹ TITLE PRIORITY OWNER'])
  expect(list(200)).toBe('DAY TITLE STATUS PRIORITY OWNER')
  expect([view.firstColumn, view.hidesColumns, view.scrollColumns(-1)]).toEqual([0, false, false])
})

test('a shortened id is complete below the rows', () => {
  const id = '018fc921-2e6a-7a1b-9c3d-5e6f708192a3'
  const rows = [{ cells: [{ text: id }, { text: 'A name of a family' }, { text: '3' }] }]
  const columns = [{ name: 'OWNER_ID' }, { name: 'NAME' }, { name: 'MEMBERS', align: 'right' as const }]
  const view = new PaneView({ name: 'Families', rows, columns })
  const render = (width: number): readonly string[] =>
    renderPane(view, { columns: width, rows: 12 }, OPTIONS).map((line) => line.trimEnd())
  expect(render(80).slice(0, 2)).toEqual([
    '  OWNER_ID                              NAME                MEMBERS',
    `› ${id}  A name of a family        3`,
  ])
  expect(render(50).slice(0, 2)).toEqual([
    '  NAME                MEMBERS  OWNER_ID',
    '› A name of a family        3  018f…92a3',
  ])
  expect(render(50).slice(-3)).toEqual([`  owner_id: ${id}`, '', ''])
})
