import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { parsePgbouncerLog } from '../../addons/parse-pgbouncer-log.js'
import { parseRedisLog } from '../../addons/parse-redis-log.js'
import type { LogLineParser } from '../../core/log-entry.js'
import { openLogFile } from '../../providers/tail-file.js'
import { parseDynamodbLog } from '../../stores/dynamodb/engine/parse-dynamodb-log.js'
import { parseMongoLog } from '../../stores/mongo/engine/parse-mongo-log.js'
import { parsePostgresLog } from '../../stores/postgres/engine/parse-postgres-log.js'
import { type LogEntry, parseLine } from './log-entries.js'
import { parseServiceLine } from './parse-service-line.js'
import { ProjectLogs } from './project-logs.js'

const TIME = '2026-11-27T14:02:05.123Z'

test('errors of a crash are errors, and connections that a stop or start of PostgreSQL ends are not', () => {
  const parse = (line: string): unknown => parseLine({ name: 'todo', parse: parseServiceLine }, line)
  for (const line of [
    "SyntaxError: Unexpected token 'error'",
    'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string',
    'java.lang.IllegalStateException: closed',
    'Traceback (most recent call last):',
    'panic: runtime error: index out of range',
  ])
    expect(parse(line)).toEqual({ component: 'todo', level: 'error', message: line })
  expect(parse('listening on port 4002')).toEqual({ component: 'todo', message: 'listening on port 4002' })
  for (const message of [
    'terminating connection due to administrator command',
    'terminating walreceiver process due to administrator command',
    'the database system is starting up',
  ])
    expect(parsePostgresLog(`2026-11-27 14:02:05.123 UTC [7] FATAL:  ${message}`)).toMatchObject({
      level: 'info',
    })
})

test.each<[string, LogLineParser, string, object]>([
  [
    'todo',
    parseServiceLine,
    `{"level":"info","time":"${TIME}","service":"todo","status":200,"msg":"GET /v1/todos 200"}`,
    { level: 'info', message: 'GET /v1/todos 200', status: 200 },
  ],
  [
    'postgres',
    parsePostgresLog,
    '2026-11-27 14:02:05.123 UTC [7] WARNING:  low on space',
    { level: 'warn', message: 'low on space', pid: '7' },
  ],
  [
    'mongo',
    parseMongoLog,
    '{"t":{"$date":"2026-11-27T15:02:05.123+01:00"},"s":"W","c":"CONTROL","id":22120,"ctx":"initandlisten","msg":"Access control is not enabled"}',
    {
      level: 'warn',
      message: 'Access control is not enabled',
      c: 'CONTROL',
      id: 22120,
      ctx: 'initandlisten',
    },
  ],
  [
    'dynamodb',
    parseDynamodbLog,
    '2026-11-27T14:02:05.123000Z  WARN dynoxide::http: slow request',
    { level: 'warn', message: 'slow request', target: 'dynoxide::http' },
  ],
  [
    'dynamodb',
    parseDynamodbLog,
    '2026-11-27 14:02:05,123 [qtp1-12] ERROR com.amazonaws.services.dynamodbv2.local.Server - Request failed',
    {
      level: 'error',
      message: 'Request failed',
      target: 'com.amazonaws.services.dynamodbv2.local.Server',
    },
  ],
  [
    'redis',
    parseRedisLog,
    '1:M 27 Nov 2026 14:02:05.123 # Memory overcommit must be enabled',
    { level: 'warn', message: 'Memory overcommit must be enabled', pid: '1', role: 'M' },
  ],
  [
    'pgbouncer',
    parsePgbouncerLog,
    '2026-11-27 14:02:05.123 UTC [1] ERROR connect failed',
    { level: 'error', message: 'connect failed', pid: '1' },
  ],
])('a line of %s has a time, a level and a message', (name, parse, line, fields) => {
  expect(parseLine({ name, parse }, line)).toEqual({ component: name, time: TIME, ...fields })
})

test.each(['--- no start', '{not JSON}', '[1, 2]', 'plain'])('any other line is the message: %j', (line) => {
  for (const parse of [parseServiceLine, parsePostgresLog, parseMongoLog, parseDynamodbLog, parseRedisLog])
    expect(parseLine({ name: 'any', parse }, line)).toEqual({ component: 'any', message: line })
})

async function createLogs(): Promise<{ readonly file: string; readonly open: () => ProjectLogs }> {
  const directory = await createTemporaryDirectory('homemanager logs ')
  onTestFinished(() => rm(directory, { recursive: true }))
  await mkdir(path.join(directory, 'logs'))
  const file = path.join(directory, 'postgres.log')
  const services = path.join(directory, 'services.log')
  await writeFile(`${file}.1`, '2026-11-27 14:00:00.000 UTC [7] ERROR:  rotated\n')
  await writeFile(
    file,
    [
      '--- homemanager starts PostgreSQL at 2026-11-27T14:01:00.000Z',
      'a line without a time',
      '2026-11-27 14:01:01.000 UTC [7] LOG:  ready',
      '2026-11-27 14:01:03.000 UTC [8] ERROR:  no such table',
      '2026-11-27 14:01:03.000 UTC [8] STATEMENT:  SELECT *',
      '\tFROM missing',
      '2026-11-27 14:01:05.000 UTC [7] LOG:  checkpoint',
      '',
    ].join('\n'),
  )
  await writeFile(
    services,
    `{"level":"error","time":"2026-11-27T14:01:04.000Z","service":"todo","trace_id":"${'ab'.repeat(16)}","msg":"failed"}\n`,
  )
  return {
    file,
    open: () =>
      new ProjectLogs([
        { name: 'postgres', parse: parsePostgresLog, ...openLogFile(file) },
        { name: 'services', parse: parseServiceLine, ...openLogFile(services) },
      ]),
  }
}

const toMessages = (entries: readonly LogEntry[]): readonly string[] => entries.map(({ message }) => message)

test('entries of all components are filtered first, then counted, and shown in the order of time', async () => {
  const { open } = await createLogs()
  expect(toMessages(await open().last({}, 2))).toEqual(['no such table', 'failed', 'checkpoint'])
  const errors = await open().last({ level: 'error' }, 2)
  expect(toMessages(errors)).toEqual(['rotated', 'no such table', 'failed'])
  expect(errors[1]).toMatchObject({ statement: 'SELECT *\nFROM missing' })
  expect(toMessages(await open().last({ pattern: /missing/ }, 1))).toEqual(['no such table'])
  expect(toMessages(await open().last({ traceId: 'abab' }, 50))).toEqual(['failed'])
  expect(toMessages(await open().last({ since: new Date('2026-11-27T14:01:02Z') }, 50))).toEqual([
    'no such table',
    'failed',
    'checkpoint',
  ])
  expect(toMessages(await open().last({ since: new Date('2026-11-27T14:00:30Z') }, 50))).toContain(
    'a line without a time',
  )
  expect(await open().last({}, 0)).toEqual([])
})

test('a line without a time has that of the line before, and one that is followed the time when it arrives', async () => {
  const { file, open } = await createLogs()
  await appendFile(file, 'plain\nplain too\n')
  const logs = open()
  const estimated = { time: '2026-11-27T14:01:05.000Z', timeEstimated: true }
  for (const filter of [{}, { pattern: /plain/ }])
    expect((await logs.last(filter, 1)).filter(({ component }) => component === 'postgres')).toEqual([
      { component: 'postgres', message: 'plain too', ...estimated },
    ])
  expect(await logs.last({ pattern: /plain|without/ }, 9)).toMatchObject([
    { message: 'a line without a time', time: '2026-11-27T14:01:00.000Z' },
    { message: 'plain', ...estimated },
    { message: 'plain too', ...estimated },
  ])
  const stop = new AbortController()
  const found: LogEntry[] = []
  const since = new Date().toISOString()
  const following = logs.follow({}, stop.signal, async (entry) => void found.push(entry))
  await appendFile(file, 'live\n')
  await waitUntil(async () => found.length > 0)
  stop.abort()
  await following
  expect(found).toEqual([{ component: 'postgres', message: 'live', time: expect.any(String) as string }])
  expect((found[0]?.time ?? '') >= since).toBe(true)
})

test('only new entries are followed, with the lines that belong to them', async () => {
  const { file, open } = await createLogs()
  const stop = new AbortController()
  const found: LogEntry[] = []
  const logs = open()
  await logs.last({}, 1)
  const following = logs.follow({ level: 'error' }, stop.signal, async (entry) => void found.push(entry))
  await appendFile(file, '2026-11-27 14:01:06.000 UTC [7] LOG:  skipped\n')
  await appendFile(file, '2026-11-27 14:01:07.000 UTC [7] ERROR:  new\n\tmore\n')
  await waitUntil(async () => found.length > 0)
  stop.abort()
  await following
  expect(toMessages(found)).toEqual(['new\nmore'])
})
