import { expect, test } from 'vitest'
import type { SpanRecord } from '../../core/span-record.js'
import { sortSteps } from './find-trace.js'

function createStep(name: string, parentId: string, start: number, durationMs: number): SpanRecord {
  return {
    traceId: 't',
    spanId: name,
    parentId,
    name,
    component: 'todo',
    kind: 'internal',
    start,
    durationMs,
  }
}

test('steps are in the order of their start; one that starts in the millisecond of its parent comes after it', () => {
  const request = createStep('request', 'of the caller', 1000, 5)
  const handler = createStep('handler', 'request', 1000, 7)
  const statement = createStep('statement', 'handler', 1000, 9)
  const later = createStep('later', 'of the caller', 1001, 1)
  const sorted = sortSteps([later, statement, handler, request])
  expect(sorted.map(({ name }) => name)).toEqual(['request', 'handler', 'statement', 'later'])
})
