import { expect, test } from 'vitest'
import { createOutput } from '../../../output/create-output.js'
import { renderDifference } from './render-difference.js'

const output = createOutput({ json: false, quiet: false, verbose: false, yes: false, color: false })

function render(from: string, to: string | null): readonly string[] {
  const difference = 'changed' as const
  const item = {
    store: 'mongo',
    entity: 'notes',
    id: '1',
    difference,
    fields: [{ field: 'text', from, to }],
  } as const
  const entities = [{ store: 'mongo', entity: 'notes', added: 0, removed: 0, changed: 1 }] as const
  const text = renderDifference({ ok: false, entities, items: [item] }, output, output.style)
  return text.split('\n').slice(4)
}

test('a change that fits is one line, and a long value is shortened to where it differs', () => {
  expect(render('"a"', null)).toEqual(['    text: "a" → (absent)'])
  const same = 'x'.repeat(50_000)
  const lines = render(`"${same}old${'y'.repeat(12_000)}"`, `"${same}new"`)
  expect(lines).toEqual([
    '    text:',
    expect.stringMatching(/^ {8}…x{10}oldy+… \(61,9\d\d characters left out\)$/),
    '      → …xxxxxxxxxxnew" (49,991 characters left out)',
  ])
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(120)
})
