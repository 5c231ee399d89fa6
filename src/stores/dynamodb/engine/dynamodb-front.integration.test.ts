import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { readdirSync, readFileSync } from 'node:fs'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { expect, onTestFinished, test } from 'vitest'
import { createDedicatedEngines } from '../../../../test/support/dedicated-engines.js'
import { getStaticKeys } from '../../../../test/support/get-static-keys.js'
import { reserveFreePort } from '../../../../test/support/reserve-free-port.js'
import { waitUntil } from '../../../../test/support/wait-until.js'
import { findConnectionProblem } from '../../../core/connection-problem.js'
import { getPackagePath } from '../../../core/package-path.js'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import { openDynamodbStore } from '../client/dynamodb-store.js'

test('web pages, other names and other keys do not reach the engine', async () => {
  await using engines = await createDedicatedEngines()
  const { endpoint } = await engines.start('dynamodb')
  const { accessKeyId } = getStaticKeys(endpoint)
  expect(accessKeyId).toMatch(/^[0-9a-f]{32}$/)
  expect((await listTables(endpoint, accessKeyId, {})).status).toBe(200)
  const foreign = { host: 'evil.example', origin: 'http://evil.example' }
  for (const headers of [foreign, { host: 'evil.example' }, { origin: 'http://evil.example' }]) {
    const response = await listTables(endpoint, accessKeyId, headers)
    expect([headers, response.status, response.cors]).toEqual([headers, 403, undefined])
  }
  for (const key of ['homemanager', 'x', '']) {
    expect(await listTables(endpoint, key, {})).toMatchObject({
      status: 400,
      body: expect.stringContaining('UnrecognizedClientException') as string,
    })
  }
  await using other = openDynamodbStore({ ...endpoint, accessKeyId: 'homemanager' })
  await expect(other.client.send(new ListTablesCommand({}))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  })
  expect((await listTables(endpoint, accessKeyId, { 'x-padding': 'x'.repeat(5000) })).status).toBe(200)
  expect(listProcesses('dynamodb-front')).not.toContain(accessKeyId)
})

test('a port of the engine that another process has bound is replaced', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'homemanager-front-'))
  onTestFinished(async () => rm(directory, { recursive: true }))
  // Like dynoxide: it exits if the port is in use on 127.0.0.1.
  const engine = path.join(directory, 'engine.sh')
  const first = path.join(directory, 'first')
  await writeFile(
    engine,
    `if mkdir '${first}' 2>/dev/null; then echo "error: port $2 is already in use (detected listener on 0.0.0.0:$2)" >&2; exit 1; fi
echo "Dynoxide listening on http://$1:$2" >&2
echo "engine at $1:$2" >&2
exec sleep 60`,
  )
  const port = await reserveFreePort()
  const front = spawn(
    process.execPath,
    [getPackagePath('dist/bundle/dynamodb-front.cjs'), String(port), '/bin/sh', engine, '{host}', '{port}'],
    { env: { ...process.env, HOMEMANAGER_DYNAMODB_ACCESS_KEY_ID: 'key' }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const lines: string[] = []
  for await (const line of createInterface(front.stdout)) {
    lines.push(line)
    if (line.includes('engine at ')) break
  }
  // Each line has a time, and the address of the engine is not in the log.
  expect(lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\S+Z /, 'TIME '))).toEqual([
    `TIME INFO Listening on 127.0.0.1:${port}`,
    `TIME INFO engine at 127.0.0.1:${port}`,
  ])
  front.kill('SIGTERM')
  expect(await once(front, 'exit')).toEqual([0, null])
  expect(await text(front.stderr)).toBe('')
})

test('a client that expects TLS learns at once that there is none', async () => {
  await using engines = await createDedicatedEngines()
  const { endpoint } = await engines.start('dynamodb')
  const url = endpoint.endpoint?.replace('http:', 'https:') ?? ''
  const error = await fetch(url).catch((cause: unknown) => cause)
  expect(findConnectionProblem(error)?.kind).toBe('tls')
})

test('the engine ends with its front, even if that is killed', async () => {
  await using engines = await createDedicatedEngines()
  const record = await engines.start('dynamodb')
  const database = `${engines.config.home}/data/dynamodb/dynamodb.sqlite`
  expect(listProcesses(database)).toContain('dynoxide')
  process.kill(record.process?.pid ?? 0, 'SIGKILL')
  await waitUntil(() => Promise.resolve(listProcesses(database) === ''))
  const { endpoint } = await engines.start('dynamodb')
  await using store = openDynamodbStore(endpoint)
  await store.ping()
  await sleep(100)
  expect(listProcesses(database)).toContain('dynoxide')
})

/** The command lines that contain a text. */
function listProcesses(part: string): string {
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })
  return lines.filter((line) => line.includes(part)).join('\n')
}

async function listTables(
  { endpoint, region }: DynamodbEndpoint,
  key: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; cors: unknown; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      endpoint,
      {
        method: 'POST',
        agent: false,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.ListTables',
          'x-amz-date': '20260101T000000Z',
          authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
          ...headers,
        },
      },
      (response) => {
        const cors = response.headers['access-control-allow-origin']
        const status = response.statusCode ?? 0
        text(response).then((body) => resolve({ status, cors, body }), reject)
      },
    )
    sent.on('error', reject)
    sent.end('{}')
  })
}
