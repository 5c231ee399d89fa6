import { Chalk } from 'chalk'
import { expect, test } from 'vitest'
import type { CheckResult, ConformanceReport } from '../../../conformance/run-conformance.js'
import { renderConformanceReport } from './render-conformance-report.js'
import { findSharedFailures } from './shared-failures.js'

const CREATE = `curl -i -X POST 'http://127.0.0.1:4002/v1/todos' -H "authorization: Bearer $TOKEN" --data-raw '{}'`

function createOperation(
  operation: string,
  ...checks: readonly CheckResult[]
): ConformanceReport['items'][0] {
  const failed = checks.filter(({ ok }) => !ok).length
  return {
    operation,
    method: 'POST',
    path: '/v1/todos',
    ok: failed === 0,
    passed: checks.length - failed,
    failed,
    skipped: 0,
    checks,
  }
}

test('a failure that many checks share is printed once, and the last lines say how to get a token', () => {
  const broken = (name: string, id: string): CheckResult => ({
    name,
    ok: false,
    message: `the status is 200, expected 201 ({"id":"01a2253c-cd38-777a-bcf4-${id}"})`,
    request: CREATE,
    elapsedMs: 1,
  })
  const text = renderConformanceReport(
    {
      service: 'todo',
      url: 'http://127.0.0.1:4002',
      ok: false,
      passed: 0,
      failed: 4,
      skipped: 0,
      stoppedAfter: null,
      remains: null,
      items: [
        createOperation(
          'createTodo',
          broken('a', 'eac467977461'),
          { name: 'b', ok: false, message: 'other', elapsedMs: 1 },
          broken('c', 'eac467977462'),
        ),
        createOperation('getTodo', broken('d', 'eac467977463')),
      ],
    },
    'http://127.0.0.1:4001',
    new Chalk({ level: 0 }),
  )
  expect(text.split(CREATE)).toHaveLength(2)
  expect(text).toContain(
    '    2 checks fail at POST http://127.0.0.1:4002/v1/todos: see below\n    b: other\n',
  )
  expect(text).toContain('\n3 checks fail at POST http://127.0.0.1:4002/v1/todos: the status is 200,')
  expect(text).toContain(`\n  TOKEN=$(curl -s 'http://127.0.0.1:4001/v1/sessions'`)
})

test('a failure is the same, whatever its path and its response contain', () => {
  const id = (at: number): string => `01a2253c-cd38-777a-bcf4-eac46797746${at}`
  const broken = (at: number, message: string): CheckResult => ({
    name: `check ${at}`,
    ok: false,
    message,
    request: `curl -i -X PATCH 'http://127.0.0.1:4002/v1/todos/${id(at)}' --data-raw '{}'`,
    elapsedMs: 1,
  })
  const missing = [1, 2, 3].map((at) =>
    broken(at, `the body must have required property 'status' (200 {"id":"${id(at)}","title":"T${at}"})`),
  )
  const denied = [4, 5, 6].map((at) =>
    broken(at, `expected 404, got 200 {"title":"T","id":"${id(at).slice(0, 30 + at)}…`),
  )
  const checks = [...missing, ...denied]
  const items = [createOperation('updateTodo', ...checks)]
  expect(
    findSharedFailures({
      service: 'todo',
      url: 'http://127.0.0.1:4002',
      ok: false,
      passed: 0,
      failed: 6,
      skipped: 0,
      stoppedAfter: null,
      remains: null,
      items,
    }).map((failure) => [...failure.checks].length),
  ).toEqual([3, 3])
})
