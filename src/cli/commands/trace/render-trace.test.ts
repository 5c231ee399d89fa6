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

test.each([60, 80, 120])('no step of a trace is wider than %d columns', (columns) => {
  const steps = render(columns).split('\n').slice(2)
  expect(steps).toHaveLength(SPANS.length)
  for (const line of steps) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
})

test('bars are shorter before names are cut', () => {
  const spans = [{ ...SPANS[0], name: `${'relay '.repeat(5)}todo.created`, attributes: {} }] as SpanRecord[]
  const text = renderTrace({ traceId: TRACE_ID, spans }, new Chalk({ level: 0 }), 80)
  expect(text).toContain('relay todo.created ')
})
