import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { displayWidth } from '../../../output/display-width.js'
import { createOutput } from '../../../output/create-output.js'
import { renderRequests } from './render-requests.js'

const REQUESTS = [
  {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    name: 'DELETE /identity',
    component: 'gateway',
    kind: 'server',
    start: Date.UTC(2026, 0, 5, 10),
    durationMs: 9876.5,
    attributes: {
      'url.path': '/identity/v1/families/018a8eae-a9b0-75c9-bd09-3213686dc52a/members',
      'http.response.status_code': 404,
    },
  },
  {
    traceId: 'd5f55dae474c769375cce2fc24303824',
    spanId: 'ab13c84ee90357db',
    name: 'listTodos',
    component: 'todo',
    kind: 'server',
    start: Date.UTC(2026, 0, 5, 9),
    durationMs: 2.5,
    error: 'timed out',
  },
] as const

function renderIn(columns: number | undefined): readonly string[] {
  const stdout = { isTTY: columns !== undefined, columns } as NodeJS.WriteStream
  const options = { json: false, quiet: false, verbose: false, yes: false, color: false }
  const output = createOutput(options, { stdin: process.stdin, stdout, stderr: process.stderr })
  return stripVTControlCharacters(renderRequests(REQUESTS, output)).split('\n')
}

test('the latest requests have one line each, in 60 columns too', () => {
  expect(renderIn(60)).toEqual([
    'TRACE     TIME       DURATION  CODE  REQUEST',
    '4bf92f35  10:00:00  9876.5 ms  404   DELETE /identity/v1/f…',
    'd5f55dae  09:00:00    2.50 ms  ✗     todo listTodos',
  ])
  for (const columns of [60, 80, 100, 120]) {
    const lines = renderIn(columns)
    expect(lines).toHaveLength(3)
    expect(Math.max(...lines.map((line) => displayWidth(line)))).toBeLessThanOrEqual(columns)
  }
  expect(renderIn(undefined)[1]).toBe(
    '4bf92f3577b34da6  2026-01-05T10:00:00.000Z  9876.5 ms  404   DELETE /identity/v1/families/018a8eae-a9b0-75c9-bd09-3213686dc52a/members',
  )
})
