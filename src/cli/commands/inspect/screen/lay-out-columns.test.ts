import { expect, test } from 'vitest'
import { layOutColumns, layOutInOrder, measureColumn, shortenIds, shortenTime } from './lay-out-columns.js'

const UUID = '018fc921-2e6a-7a1b-9c3d-5e6f708192a3'
const PATTERN = 'identity.users-of-family-and-more'
const COLUMNS = [
  measureColumn({ name: 'OWNER_ID' }, [UUID, '–']),
  measureColumn({ name: 'NAME' }, [PATTERN]),
  measureColumn({ name: 'STORE', importance: -1 }, ['postgres']),
  measureColumn({ name: 'INDEX' }, ['x'.repeat(44)]),
  measureColumn({ name: 'READ', align: 'right' }, ['~1,203']),
  measureColumn({ name: 'CREATED_AT' }, ['2024-06-01 08:15:20.000']),
]

test('columns that fit stay as they are', () => {
  const total = 36 + PATTERN.length + 8 + 44 + 6 + 23 + 5 * 2
  const fitting = layOutColumns(COLUMNS, total)
  expect(fitting).toMatchObject({ order: [0, 1, 2, 3, 4, 5], shortensIds: false })
  expect(layOutColumns(COLUMNS, total - 1)).toMatchObject({ order: [1, 2, 3, 4, 5, 0], shortensIds: true })
})

test.each([
  [110, [1, 2, 3, 4, 5, 0], [9, 33, 8, 21, 6, 23]],
  [98, [1, 2, 3, 4, 5, 0], [9, 28, 8, 14, 6, 23]],
  // Without the least important column, then without ids.
  [86, [1, 3, 4, 5, 0], [9, 24, 8, 14, 6, 23]],
  [76, [1, 3, 4, 5], [9, 25, 8, 14, 6, 23]],
  // Then without times.
  [60, [1, 3, 4], [9, 33, 8, 15, 6, 23]],
  // Numbers are neither cut nor hidden before texts.
  [36, [1, 4], [9, 26, 8, 44, 6, 23]],
])('at %d columns, ids are last, and texts are cut before columns are hidden', (width, order, widths) => {
  expect(layOutColumns(COLUMNS, width)).toEqual({ order, widths, shortensIds: true })
})

test.each([
  [200, 0, [0, 1, 2, 3, 4, 5], false],
  [80, 0, [0, 1, 2, 3, 4], true],
  [36, 0, [0, 1], true],
  [36, 1, [1, 2], true],
  [60, 4, [4, 5], false],
])('at %d columns, a result has its columns in order from %d on', (width, first, order, shortensIds) => {
  const layout = layOutInOrder(COLUMNS, width, first)
  expect(layout).toMatchObject({ order, shortensIds })
  const used = order.reduce((sum, i) => sum + (layout.widths[i] ?? 0) + 2, -2)
  expect(used).toBeLessThanOrEqual(width)
})

test('long texts use what is left, and ids in them are shortened before they are cut', () => {
  const time = measureColumn({ name: 'TIME' }, ['2024-06-01 08:15:20.000'])
  const component = measureColumn({ name: 'COMPONENT' }, ['gateway'])
  const text = `PATCH /budget/v1/expenses/${UUID} 200`
  const message = measureColumn({ name: 'MESSAGE', importance: 1 }, [text, 'm'.repeat(60)])
  const layOut = (width: number): ReturnType<typeof layOutColumns> =>
    layOutColumns([time, component, message], width, { width: 8, shortWidth: 8 })
  expect(layOut(120)).toEqual({ order: [0, 1, 2], widths: [23, 9, text.length], shortensIds: false })
  const short = shortenIds(text).length
  for (const width of [100, 94, 84]) {
    const { widths, shortensIds } = layOut(width)
    expect([shortensIds, Number(widths[2]) >= short, Number(widths[2]) < text.length]).toEqual([
      true,
      true,
      true,
    ])
  }
  // Texts without ids are as long as before.
  expect(layOutColumns([measureColumn({ name: 'MESSAGE' }, ['m'.repeat(200)])], 100).shortensIds).toBe(false)
  const invariant = measureColumn({ name: 'INVARIANT' }, ['i'.repeat(80)])
  const result = measureColumn({ name: 'RESULT', importance: 1 }, ['39 users checked'])
  const measure = (width: number): number => layOutColumns([invariant, result], width).widths[0] ?? 0
  expect([70, 90, 138].map(measure)).toEqual([52, 72, 80])
  const store = measureColumn({ name: 'STORE', importance: -2 }, ['postgres, dynamodb'])
  const show = (width: number): readonly number[] => layOutColumns([invariant, store, result], width).order
  expect([show(98), show(78)]).toEqual([
    [0, 1, 2],
    [0, 2],
  ])
})

test('a time that is important is shortened instead of hidden', () => {
  const columns = [
    measureColumn({ name: 'TIME', importance: 1 }, ['2024-06-01 08:15:20.000']),
    measureColumn({ name: 'COMPONENT' }, ['gateway']),
    measureColumn({ name: 'MESSAGE', importance: 1 }, ['m'.repeat(60)]),
  ]
  const message = 60
  expect(layOutColumns(columns, 23 + 9 + message + 4)).not.toHaveProperty('timePart')
  const cut = layOutColumns(columns, 78)
  expect(cut).toMatchObject({ order: [0, 1, 2], widths: [19, 9, 46] })
  expect(shortenTime('2024-06-01 08:15:20.000', cut.timePart)).toBe('2024-06-01 08:15:20')
  const narrow = layOutColumns(columns, 48)
  expect(narrow).toMatchObject({ order: [0, 2], widths: [14, 9, 30] })
  expect(shortenTime('2024-06-01 08:15:20.000', narrow.timePart)).toBe('06-01 08:15:20')
})

test('texts are cut before the cells that follow the columns', () => {
  const columns = [
    measureColumn({ name: 'COMPONENT' }, ['gateway']),
    measureColumn({ name: 'MESSAGE', importance: 1 }, ['m'.repeat(60)]),
  ]
  expect(layOutColumns(columns, 50, { width: 10, shortWidth: 10 }).widths).toEqual([9, 29])
  // Not so far that the lead says nothing.
  expect(layOutColumns(columns, 38, { width: 10, shortWidth: 10 }).widths).toEqual([9, 27])
})

test('where the lead is cut, ids are shortened', () => {
  const columns = [measureColumn({ name: 'RECORD' }, ['r'.repeat(56)]), measureColumn({ name: 'ID' }, [UUID])]
  expect(layOutColumns(columns, 94).widths).toEqual([56, 36])
  expect(layOutColumns(columns, 88)).toMatchObject({ widths: [56, 9], shortensIds: true })
})

test('one column of a result is shown in the narrowest terminal', () => {
  expect(layOutInOrder(COLUMNS, 5, 0).order).toEqual([0])
})

test('what a row is about is shown in the narrowest terminal', () => {
  const time = measureColumn({ name: 'TIME' }, ['2024-06-01 08:15:20.000'])
  const type = measureColumn({ name: 'TYPE' }, ['budget.expense.created'])
  const text = measureColumn({ name: 'WHAT HAPPENED' }, ['Alex Parker invited somebody to a family'])
  const show = (width: number, ...columns: Parameters<typeof layOutColumns>[0]): readonly string[] =>
    layOutColumns(columns, width).order.map((i) => columns[i]?.column.name ?? '')
  expect(show(78, time, type, text)).toEqual(['TIME', 'TYPE', 'WHAT HAPPENED'])
  expect(show(48, time, type, text)).toEqual(['TYPE', 'WHAT HAPPENED'])
  expect(show(30, time, type, text)).toEqual(['TYPE'])
  const day = measureColumn({ name: 'DAY' }, ['2024-10-02'])
  const amount = measureColumn({ name: 'AMOUNT' }, ['   649.00 USD'])
  const description = measureColumn({ name: 'DESCRIPTION', importance: 1 }, [
    'Exactly 500, so no review today',
  ])
  expect(show(46, day, amount, description)).toEqual(['DAY', 'AMOUNT', 'DESCRIPTION'])
  expect(show(36, day, amount, description)).toEqual(['DAY', 'DESCRIPTION'])
  const step = measureColumn({ name: 'STEP', importance: 1 }, ['PATCH /budget/v1/expenses/01924e55-d160'])
  const bar = measureColumn({ name: 'WHEN' }, ['━'.repeat(28), `${' '.repeat(20)}━`])
  expect(layOutColumns([step, bar], 60).widths).toEqual([30, 28])
  const mark = measureColumn({ name: '' }, ['✓'])
  const duration = measureColumn({ name: 'DURATION', align: 'right' }, ['12.3 ms'])
  const request = measureColumn({ name: 'REQUEST', importance: 1 }, ['POST /budget/v1/expenses'])
  expect(show(48, mark, time, duration, request)).toEqual(['', 'DURATION', 'REQUEST'])
  expect(show(28, mark, time, duration, request)).toEqual(['', 'REQUEST'])
})

test('an id is shortened to its ends, also in a text', () => {
  expect(shortenIds(UUID)).toBe('018f…92a3')
  expect(shortenIds(`expense_${UUID}`)).toBe('018f…92a3')
  expect(shortenIds('no id')).toBe('no id')
  expect(shortenIds(`PATCH /todos/${UUID} 200`)).toBe('PATCH /todos/018f…92a3 200')
  expect(shortenIds(`wrote expense expense_${UUID}`)).toBe('wrote expense expense_018f…92a3')
  const problem = measureColumn({ name: 'PROBLEM' }, [`Family ${UUID}: 9 members`])
  expect(layOutColumns([problem], 40)).toEqual({ order: [0], widths: [27], shortensIds: true })
})

test('a column of little importance is hidden before any text is cut to its least width', () => {
  const mark = measureColumn({ name: '' }, ['✗'])
  const invariant = measureColumn({ name: 'INVARIANT' }, [
    'Each todo belongs to a user that exists, and to its family',
  ])
  const store = measureColumn({ name: 'STORE', importance: -2 }, ['postgres, dynamodb'])
  const result = measureColumn({ name: 'RESULT', importance: 1 }, [
    'assigned_to names a user that does not exist',
  ])
  const { order, widths } = layOutColumns([mark, invariant, store, result], 78)
  expect(order).toEqual([0, 1, 3])
  expect(widths[1]).toBeGreaterThan(24)
})
