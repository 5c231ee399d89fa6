import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import { renderFoundRecord } from './show-search.js'

test('the title of a record that was found is before its id in a narrow terminal', () => {
  const record = {
    kind: 'family',
    id: '018fc921-2e6a-7a1b-9c3d-5e6f708192a3',
    title: 'The Parker Family',
  } as const
  const render = (columns: number | undefined): string =>
    renderFoundRecord(record, { style: new Chalk({ level: 0 }), columns })
  expect(render(80)).toBe(`family      ${record.title}  ${record.id}`)
  for (const columns of [100, undefined])
    expect(render(columns)).toBe(`family      ${record.id}  ${record.title}`)
})

test('what tells similar records apart is part of the line', () => {
  const record = {
    kind: 'budget',
    id: '019246aa-0300-75c9-bfe3-346ddf717470',
    title: '2024-10  groceries  450.00 USD',
    names: ['The Parker Family'],
  } as const
  expect(renderFoundRecord(record, { style: new Chalk({ level: 0 }), columns: undefined })).toBe(
    `budget      ${record.id}  ${record.title}  The Parker Family`,
  )
})
