import { expect, test } from 'vitest'
import { todo } from '../../domain/entities/todo.js'
import type { Cell } from './page.js'
import { sortRows } from './sort-rows.js'

test('rows without a value are the last ones in both directions', () => {
  const cells: readonly Cell[] = [
    { text: 'no date', isAbsent: true },
    { text: '2024-10-03' },
    { text: '–' },
    { text: '2024-10-01' },
    { text: ' ' },
  ]
  const sort = (descending: boolean): readonly (string | undefined)[] =>
    sortRows([...cells.map((cell) => ({ cells: [cell] })), { cells: [] }], { column: 0, descending }).map(
      ({ cells: [cell] }) => cell?.text,
    )
  const absent = ['no date', '–', ' ', undefined]
  expect(sort(false)).toEqual(['2024-10-01', '2024-10-03', ...absent])
  expect(sort(true)).toEqual(['2024-10-03', '2024-10-01', ...absent])
})

test('a todo without a due date says so with the text that its column declares', () => {
  const due = todo.columns?.find(({ name }) => name === 'due')
  expect(due?.value({} as never)).toBe(due?.absent)
})
