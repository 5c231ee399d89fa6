import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { SpanRecord } from '../../../core/span-record.js'
import { displayWidth } from '../../../output/display-width.js'
import { renderTrace } from './render-trace.js'

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPANS: readonly SpanRecord[] = [
  ['00f067aa0ba902b7', undefined, 'POST', 'gateway', 0, 90],
  ['10f067aa0ba902b7', '00f067aa0ba902b7', 'createExpense', 'budget', 5, 80],
  ['20f067aa0ba902b7', '10f067aa0ba902b7', 'todo.review-large-expense', 'events', 95, 40],
].map(([spanId, parentId, name, component, start, durationMs]) => ({
  traceId: TRACE_ID,
  spanId,
  ...(parentId === undefined ? {} : { parentId }),
  name,
  component,
  kind: 'server',
  start,
  durationMs,
  attributes: name === 'POST' ? { 'url.path': '/budget/v1/expenses' } : {},
})) as readonly SpanRecord[]

const render = (columns: number): string =>
  renderTrace({ traceId: TRACE_ID, spans: SPANS }, new Chalk({ level: 0 }), columns)

test.each([60, 80, 120])('no line of a trace is wider than %d columns', (columns) => {
  const lines = render(columns).split('\n')
  for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
  const steps = lines.slice(lines.indexOf('') + 1)
  expect(steps).toHaveLength(SPANS.length)
})

test('a record that a step wrote twice is named once', () => {
  const attributes = { 'homemanager.records': ['todo 1', 'todo 2', 'todo 1'] }
  const spans = [{ ...SPANS[0], attributes }] as SpanRecord[]
  const text = renderTrace({ traceId: TRACE_ID, spans }, new Chalk({ level: 0 }), 80)
  expect(text).toMatch(/→ todo 1 ×2, todo 2$/)
})

test('the head of a trace is on one line if it fits', () => {
  const facts = '1970-01-01T00:00:00.000Z  90.0 ms, all steps 135.0 ms  3 steps'
  expect(render(120).split('\n').slice(0, 2)).toEqual([`Trace ${TRACE_ID}  ${facts}`, ''])
  expect(render(80).split('\n').slice(0, 3)).toEqual([`Trace ${TRACE_ID}`, `  ${facts}`, ''])
})

test('bars are shorter before names are cut', () => {
  const spans = [{ ...SPANS[0], name: `${'relay '.repeat(5)}todo.created`, attributes: {} }] as SpanRecord[]
  const text = renderTrace({ traceId: TRACE_ID, spans }, new Chalk({ level: 0 }), 80)
  expect(text).toContain('relay todo.created ')
})
