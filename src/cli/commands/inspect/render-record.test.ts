import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { RecordView } from '../../../inspect/records/record-view.js'
import { displayWidth } from '../../../output/display-width.js'
import { renderRecord, renderSection } from './render-record.js'

const view: RecordView = {
  kind: 'expense',
  id: '00000000-0000-7000-8000-000000000123',
  title: 'Whole Foods Market',
  store: 'mongo',
  record: {
    amount: { $numberDecimal: '156.78' },
    receipt: { items: [{ name: 'Organic Apples', price: { $numberDecimal: '5.49' }, quantity: 2 }] },
    attachments: [{ type: 'receipt_image', s3_url: `s3://receipts/${'user123/'.repeat(12)}123.jpg` }],
    description: 'word '.repeat(40).trim(),
  },
  unknownFields: [],
  query: '',
  keys: [
    {
      name: 'SK',
      raw: `TODO#${'x'.repeat(100)}`,
      parts: ['TODO#', 'x'.repeat(100)],
      expected: 'y'.repeat(90),
    },
  ],
  references: async () => [],
  sections: [],
}

const render = (columns?: number): string =>
  renderRecord(view, [], { style: new Chalk({ level: 0 }), columns })

test('a record is not wider than the terminal', () => {
  for (const columns of [80, 40, 20])
    for (const line of render(columns).split('\n').slice(1))
      expect([columns, line, displayWidth(line) <= columns]).toEqual([columns, line, true])
  expect(render(50)).toContain(
    [
      '  receipt      {',
      '                 "items": [',
      '                   {',
      '                     "name": "Organic Apples",',
      '                     "price": "5.49",',
      '                     "quantity": 2',
      '                   }',
      '                 ]',
      '               }',
      '',
    ].join('\n'),
  )
})

test('in a file, each field is on one line', () => {
  expect(render()).toContain(
    '  receipt      {"items":[{"name":"Organic Apples","price":"5.49","quantity":2}]}\n',
  )
})

test('a list says how many rows it has, how many are not shown, and what shows them', () => {
  const section = { name: 'todos', store: 'dynamodb', query: '', page: async () => ({ items: [] }) } as const
  const list = (page: Omit<Parameters<typeof renderSection>[1], 'items'>, order = {}): readonly string[] =>
    renderSection(
      { ...section, ...order },
      { items: ['a', 'b'].map((title) => ({ title, record: {} })), ...page },
      { style: new Chalk({ level: 0 }), command: 'homemanager query dynamodb' },
    ).split('\n')
  const none = { count: 0, isAll: true }
  expect(list({ hasMore: false, further: none })).toEqual(['Todos  2', '  · a', '  · b'])
  expect(list({ hasMore: false, further: none }, { order: 'newest first' })[0]).toBe('Todos  2  newest first')
  expect(list({ hasMore: true, further: { count: 1500, isAll: true } })).toEqual([
    'Todos  1,502',
    '  · a',
    '  · b',
    '    … 1,500 more. --limit N shows more, this command all:',
    '    homemanager query dynamodb',
  ])
  const some = list({ hasMore: true, further: { count: 200, isAll: false } })
  expect([some[0], some[3]?.slice(0, 25)]).toEqual(['Todos  202+', '    … at least 200 more. '])
  expect(list({ hasMore: true, further: { ...none, isAll: false } })[3]).toContain('… and more. ')
  const totals = [{ currency: 'USD', total: '9.00', count: 1200 }]
  const [title, , , more] = list({ hasMore: true, further: none, totals })
  expect(title).toBe('Todos  1,200, 9.00 USD')
  expect(more).toContain('… 1,198 more')
})
