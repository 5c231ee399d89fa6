import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { OpenedPage } from '../../../../project/inspector/inspector.js'
import { ACTIONS } from './actions.js'
import { PageView } from './page-view.js'
import { describeHelpKeys, renderHelp } from './render-help.js'
import type { HelpView, Session } from './session.js'

/** Rows of a terminal with 24 lines that a page has. */
const ROWS = 18

/** A record with everything that keys do something with. */
const RECORD = {
  address: '/records/expense/1',
  id: '1',
  title: 'Expense',
  elapsedMs: 1,
  origin: { command: 'inspect expense 1' },
  value: {},
  prompt: { label: '', initial: 'SELECT 1', toAddress: () => '' },
  panes: [
    {
      name: 'References',
      columns: [{ name: 'FIELD' }],
      rows: [{ cells: [{ text: '1' }], id: '1', value: 1, target: '/', traceId: '1' }],
      follow: async () => {},
    },
    { name: 'History', rows: [] },
  ],
} as const

function createSession(page: OpenedPage, help: HelpView): Session {
  const view = new PageView(page, { reading: new AbortController(), readAt: 0 })
  view.pane.hidesColumns = page === RECORD
  const edits = { canUndo: ({ kind }: { readonly kind: string }) => kind === 'expense' }
  const inspector = { canEdit: (kind: string) => kind === 'expense' }
  return { help, view, pages: [view, view], edits, inspector } as unknown as Session
}

function render(help: HelpView, columns: number, page: OpenedPage = RECORD): readonly string[] {
  return renderHelp(createSession(page, help), { columns, rows: ROWS }, new Chalk({ level: 0 }))
}

test('every explanation is complete in 80 columns and 24 lines', () => {
  const help = { top: 0, hidden: 0 }
  const lines = render(help, 80)
  expect([help.hidden, lines.length <= ROWS]).toEqual([0, true])
  expect(describeHelpKeys(help, 80)).toBe('any key closes the help')
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
  const words = lines.join(' ').split(/ +/).toSorted()
  for (const { help: text } of ACTIONS) expect(words).toEqual(expect.arrayContaining(text.split(' ')))
  expect(lines.join('')).not.toContain('…  ')
})

test('keys that do nothing on the page are not listed', () => {
  const { prompt: _, ...others } = RECORD
  const list = (page: OpenedPage): string => render({ top: 0, hidden: 0 }, 80, page).join('\n')
  expect(list(others)).toMatch(/ e +edit the record/)
  // No service changes events.
  const shown = list({ ...others, address: '/records/event/1', panes: [{ name: 'Fields', rows: [] }] })
  expect(shown).not.toMatch(/edit the record|undo|open the selected row|sort|next pane|occur|go to the/)
  expect(shown).toMatch(/ q +quit/)
  expect(shown).toContain('Keys that do nothing on this page')
})

test.each([40, 60])('at %d columns, what does not fit is scrolled', (columns) => {
  const help = { top: 0, hidden: 0 }
  const first = render(help, columns)
  expect(help.hidden).toBeGreaterThan(0)
  expect(describeHelpKeys(help, columns)).toContain('scroll')
  const all = [...first]
  while (help.top < help.hidden) {
    help.top++
    all.push(...render(help, columns).slice(-1))
  }
  const shown = all
    .map((line) => line.slice(1).trim())
    .join(' ')
    .replaceAll(/ +/g, ' ')
  for (const { label, help: text } of ACTIONS) expect(shown).toContain(`${label} ${text}`)
  for (const line of all) expect(line.length).toBeLessThanOrEqual(columns)
})
