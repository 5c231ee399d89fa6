import { expect, test } from 'vitest'
import { parseLogLine } from './parse-log-line.js'

test('a line of a service becomes fields, with the service as the component', () => {
  const line =
    '{"level":"info","time":"2026-11-27T14:02:05.000Z","service":"gateway","via":"todo","status":200,"msg":"GET /v1/todos"}'
  expect(parseLogLine('services', line)).toEqual({
    component: 'gateway',
    time: '2026-11-27T14:02:05.000Z',
    level: 'info',
    message: 'GET /v1/todos',
    via: 'todo',
    status: 200,
  })
})

test('a line of MongoDB has the same names for time, level and message', () => {
  const line =
    '{"t":{"$date":"2026-11-27T14:02:05.000+00:00"},"s":"W","c":"CONTROL","id":22120,"ctx":"initandlisten","msg":"Access control is not enabled"}'
  expect(parseLogLine('mongo', line)).toEqual({
    component: 'mongo',
    time: '2026-11-27T14:02:05.000+00:00',
    level: 'warn',
    message: 'Access control is not enabled',
    c: 'CONTROL',
    id: 22120,
    ctx: 'initandlisten',
  })
})

test.each(['2026-11-27 14:02:05 UTC [7] LOG:  ready', '{not JSON}', '[1, 2]', ''])(
  'any other line is the message: %j',
  (line) => {
    expect(parseLogLine('postgres', line)).toEqual({ component: 'postgres', message: line })
  },
)
