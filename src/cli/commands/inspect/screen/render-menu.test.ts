import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { Menu } from './menu.js'
import { describeMenuKeys, renderMenu } from './render-menu.js'

const STYLE = new Chalk({ level: 0 })
const REQUEST = ['PATCH /budget/v1/expenses/1', 'If-Match: "1"', '{', '  "description": "Night train"', '}']
const PREVIEW = ['- description: "Train"', '+ description: "Night train"', '', ...REQUEST]

function toItems(...names: readonly string[]): Menu['items'] {
  return names.map((name) => ({ name, description: `to ${name}`, run: () => {} }))
}

function createPreview(details: readonly string[] = PREVIEW): Menu {
  return new Menu('What changes', toItems('Save', 'Back', 'Cancel'), { details, isQuestion: true })
}

const render = (menu: Menu, columns: number, rows: number): readonly string[] =>
  renderMenu(menu, { columns, rows }, STYLE).map((line) => line.trimEnd())

// A terminal has 6 rows more than its page.
test.each([
  [6, 3],
  [8, 1],
  [9, 0],
])('with %d rows, what changes is shown, and the request as far as there is room', (rows, more) => {
  const menu = createPreview()
  const lines = render(menu, 50, rows)
  expect(lines).toHaveLength(rows)
  expect(lines.slice(0, 4)).toEqual([
    'What changes:',
    '  - description: "Train"',
    '  + description: "Night train"',
    '  PATCH /budget/v1/expenses/1',
  ])
  expect(lines.at(-1)).toBe('› Save    Back    Cancel')
  expect(/ … (\d+) more$/.exec(lines.at(-2) ?? '')?.[1] ?? '0').toBe(String(more))
})

test('what changes can be scrolled and is never cut', () => {
  const menu = createPreview([`+ description: "${'word '.repeat(20)}end"`])
  render(menu, 30, 5)
  expect(describeMenuKeys(menu, 120)).toContain('PgUp PgDn scroll')
  expect(describeMenuKeys(menu, 120)).toContain('Enter runs it')
  expect(describeMenuKeys(menu, 120)).toContain('other letters filter')
  expect(describeMenuKeys(new Menu('Edit', [], { enter: 'opens it' }), 120)).toContain('Enter opens it')
  // The most important keys, none of them cut.
  expect(describeMenuKeys(menu, 50)).toBe('Enter runs it   Esc closes   PgUp PgDn scroll')
  expect(describeMenuKeys(menu, 26)).toBe('Enter runs it   Esc closes')
  for (let i = 0; i < 9; i++) menu.scroll(1)
  expect(render(menu, 30, 5).join(' ')).toContain('end"')
  for (let i = 0; i < 9; i++) menu.scroll(-1)
  expect(render(menu, 30, 5)[1]).toContain('+ description')
  expect(render(menu, 30, 24).join(' ').match(/word/g)).toHaveLength(20)
})

test('with enough rows, the answers are below each other', () => {
  const lines = render(createPreview(), 80, 18)
  expect(lines.slice(-4)).toEqual(['', '› Save     to Save', '  Back     to Back', '  Cancel   to Cancel'])
})

test('what is typed is shown, and that nothing matches', () => {
  const menu = new Menu('Edit todo, version 2, through the todo service', toItems('title'))
  menu.setText('zzz')
  const lines = render(menu, 40, 6)
  expect(lines[0]).toMatch(/^Edit todo, .*…: zzz$/)
  expect(lines.join(' ')).toMatch(/Nothing matches\. .*changes +the text\./)
  expect(render(new Menu('Edit', toItems('a', 'b', 'c', 'd')), 40, 5)).toEqual([
    'Edit:',
    '› a   to a',
    '  b   to b',
    '  c   to c',
    '  d   to d',
  ])
})
