import { expect, test } from 'vitest'
import type { SpanRecord } from '../../core/span-record.js'
import { formatTraceTime, orderSteps } from './waterfall.js'

const step = (
  spanId: string,
  parentId: string | undefined,
  start: number,
  kind: SpanRecord['kind'] = 'internal',
): SpanRecord => ({
  traceId: 'a',
  spanId,
  name: spanId,
  component: 'todo',
  kind,
  start,
  durationMs: 5,
  ...(parentId === undefined ? {} : { parentId }),
})

test('the write of an event comes before its relay, each step below its parent', () => {
  const rows = orderSteps([
    step('request', undefined, 0),
    step('handler', 'request', 1),
    step('outbox', 'handler', 2, 'producer'),
    step('write', 'handler', 3),
    step('unrelayed', 'handler', 4, 'producer'),
    step('read', 'handler', 5),
    step('relay', 'outbox', 9, 'producer'),
    step('consume', 'relay', 12),
    step('orphan', 'unknown', 13),
  ])
  expect(rows.map(({ span, depth }) => `${'-'.repeat(depth)}${span.spanId}`)).toEqual([
    'request',
    '-handler',
    '--write',
    '--unrelayed',
    '--read',
    '--outbox',
    '---relay',
    '----consume',
    'orphan',
  ])
})

test('a trace takes as long as its request, and all of its steps longer if some follow', () => {
  const request = step('request', undefined, 0, 'server')
  const handler = step('handler', 'request', 0.5)
  expect(formatTraceTime([request, handler])).toBe('5.00 ms')
  expect(formatTraceTime([request, handler, step('relay', 'handler', 95)])).toBe(
    '5.00 ms, all steps 100.0 ms',
  )
  // Neither of them is the request.
  expect(formatTraceTime([request, step('other', undefined, 10, 'server')])).toBe('15.0 ms')
})
