import { expect, test } from 'vitest'
import { createCellsPage } from '../../inspect/pages/cells-page.js'
import type { Page } from '../../inspect/pages/page.js'
import { toLogRow } from './logs-screen.js'

const ENTRY = {
  component: 'postgres',
  time: '2026-11-27T14:02:05.123Z',
  level: 'error',
  message: 'relation "x" does not exist',
  pid: 12,
  hint: 'Check the spelling.',
  statement: 'SELECT *\n  FROM x',
  trace_id: 'a1',
} as const
const PAGE: Page = { address: '/logs', title: 'Logs', panes: [{ name: 'Logs', rows: [] }], origin: {} }
const COLUMNS = ['TIME', 'COMPONENT', 'LEVEL', 'MESSAGE'].map((name) => ({ name }))

function open(isRecorded: boolean): { readonly page: Page; readonly text: string } {
  const page = createCellsPage(
    { page: PAGE, columns: COLUMNS, rowName: 'Log entry' },
    toLogRow(ENTRY, () => isRecorded),
  )
  const lines = page.panes[0].rows.map(({ cells }) => cells.map(({ text }) => text).join(': '))
  return { page, text: lines.join('\n') }
}

test('all fields of a log entry are on its page, those that say more than the message first', () => {
  const { page, text } = open(true)
  expect(text).toBe(
    [
      'time: 2026-11-27 14:02:05.123',
      'component: postgres',
      'level: ERROR',
      'message: relation "x" does not exist',
      'hint: Check the spelling.',
      'statement: SELECT *\n  FROM x',
      'pid: 12',
      'trace_id: a1',
    ].join('\n'),
  )
  expect([page.traceId, page.title, page.value]).toEqual(['a1', 'Log entry', ENTRY])
  expect(page.panes[0].rows.at(-1)?.target).toBe('/traces/a1')
})

test('a trace that is not recorded is not offered, and the page of the entry says why', () => {
  const { page, text } = open(false)
  expect([page.traceId, page.panes[0].rows.find(({ target }) => target !== undefined)]).toEqual([
    undefined,
    undefined,
  ])
  expect(text).toMatch(/trace: Not recorded\. .* read a record to edit it are not recorded/)
})

test('of an error, the message is below the rows and the stack on the page', () => {
  const row = toLogRow(
    { ...ENTRY, err: { type: 'Error', message: 'It broke.', stack: 'Error\n at x' } },
    () => true,
  )
  expect(row.details).toEqual(
    expect.arrayContaining([
      { name: 'err', text: 'It broke.' },
      { name: 'err.stack', text: 'Error\n at x', isMinor: true },
    ]),
  )
})
