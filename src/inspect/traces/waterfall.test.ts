import { expect, test } from 'vitest'
import type { SpanRecord } from '../../core/span-record.js'
import { orderSteps } from './waterfall.js'

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
