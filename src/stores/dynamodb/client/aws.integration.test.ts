import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { AcceptedKey } from '../../../../test/support/aws/find-signature-problem.js'
import { type DynamodbFront, startDynamodbFront } from '../../../../test/support/aws/start-dynamodb-front.js'
import { TokenBucket } from '../../../../test/support/aws/token-bucket.js'
import { getStaticKeys } from '../../../../test/support/get-static-keys.js'
import { createMigratedStores, type MigratedStores } from '../../../../test/support/migrated-stores.js'
import type { AwsDynamodbEndpoint } from '../../../core/store-types.js'
import { seedStores } from '../../../dataset/seeding/seed-stores.js'
import { verifyStores } from '../../../verify/verify-stores.js'
import { assertLocalTarget } from '../../assert-local-target.js'
import { openPostgresStore } from '../../postgres/client/postgres-store.js'
import { openItemReader } from './open-item-reader.js'
import { openDynamodbStore } from './dynamodb-store.js'

let databases: MigratedStores
let front: DynamodbFront
let endpoint: AwsDynamodbEndpoint

beforeAll(async () => {
  databases = await createMigratedStores()
  const local = getStaticKeys(databases.endpoints.dynamodb)
  front = await startDynamodbFront(local)
  endpoint = {
    endpoint: front.url,
    region: 'eu-central-1',
    table: local.table,
    credentials: 'default',
  }
})

afterAll(async () => {
  await front[Symbol.asyncDispose]()
  await databases[Symbol.asyncDispose]()
})

afterEach(() => {
  vi.unstubAllEnvs()
  Object.assign(front, { bucket: undefined, latencyMs: 0, clockSkewMs: 0, headers: {}, keys: new Map() })
  front.denied.clear()
  front.errors.length = 0
  front.actions.length = 0
})

function accept(key: AcceptedKey): void {
  front.keys = new Map([['AKIAEXAMPLE', key]])
}

function setKeys(secretAccessKey: string, sessionToken: string | undefined): void {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey)
  vi.stubEnv('AWS_SESSION_TOKEN', sessionToken)
}

async function ping(to: AwsDynamodbEndpoint = endpoint): Promise<void> {
  await using store = openDynamodbStore(to)
  await store.ping()
}

test.each([
  [{ AWS_EC2_METADATA_DISABLED: 'true' }, { code: 'CREDENTIALS_NOT_FOUND' }],
  [
    { AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/x', AWS_WEB_IDENTITY_TOKEN_FILE: '/nonexistent/token' },
    { code: 'FILE_NOT_READABLE', message: 'The file for AWS credentials /nonexistent/token cannot be read.' },
  ],
  [
    { AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/x', AWS_WEB_IDENTITY_TOKEN_FILE: '/tmp' },
    { code: 'CREDENTIALS_NOT_FOUND', detail: expect.stringContaining('EISDIR') as string },
  ],
])('without credentials, the error says what is missing: %j', async (environment, cause) => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE'])
    vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries({ HOME: '/nonexistent', ...environment }))
    vi.stubEnv(name, value)
  await expect(ping()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', cause })
})

test('requests are signed with the credentials of the environment, and refused ones name the reason', async () => {
  accept({ secretAccessKey: 'secret', sessionToken: 'token' })
  setKeys('secret', 'token')
  await ping()
  expect(front.actions).toEqual(['DescribeTable'])
  await using reader = await openItemReader(endpoint)
  expect((await reader.describe())?.TableName).toBe(endpoint.table)
  await expect(ping({ ...endpoint, region: 'us-west-2' })).rejects.toThrowError(
    expect.objectContaining({ detail: expect.stringContaining('us-west-2') as string }) as Error,
  )
  setKeys('wrong', 'token')
  await expect(ping()).rejects.toMatchObject({
    code: 'STORE_UNREACHABLE',
    detail: expect.stringContaining('signature') as string,
  })
  setKeys('secret', undefined)
  await expect(ping()).rejects.toMatchObject({ detail: expect.stringContaining('invalid') as string })
  accept({ secretAccessKey: 'secret', sessionToken: 'token', expiresAt: 0 })
  setKeys('secret', 'token')
  await expect(ping()).rejects.toMatchObject({ detail: expect.stringContaining('expired') as string })
  accept({ secretAccessKey: 'secret', sessionToken: 'token' })
  front.denied.add('dynamodb:DescribeTable')
  await expect(ping()).rejects.toMatchObject({
    detail: expect.stringContaining('dynamodb:DescribeTable') as string,
  })
})

test.each([-600_000, 600_000])(
  'a clock that differs by %d ms from the one of AWS is corrected',
  async (skewMs) => {
    accept({ secretAccessKey: 'secret', sessionToken: 'token' })
    setKeys('secret', 'token')
    front.clockSkewMs = skewMs
    await ping()
    expect(front.errors).toEqual(['InvalidSignatureException'])
    await using reader = await openItemReader(endpoint)
    expect((await reader.describe())?.TableName).toBe(endpoint.table)
    // AWS does not say what time it is there.
    front.headers = { date: '' }
    await expect(ping()).rejects.toMatchObject({ detail: expect.stringContaining('5 min') as string })
  },
)

test('a seed through a throttled table with credentials that expire meanwhile loads everything', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'homemanager-aws-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  useCredentialProcess(directory)
  front.bucket = new TokenBucket(50)
  const stores = { ...databases.stores, dynamodb: openDynamodbStore({ ...endpoint, profile: 'dev' }) }
  await using _ = stores.dynamodb
  const report = await seedStores(stores, { profile: 'demo', families: 15 })
  expect(report).toMatchObject({ ok: true })
  expect(front.errors.length).toBeGreaterThan(0)
  expect(countLines(join(directory, 'calls'))).toBeGreaterThan(1)
  front.bucket = undefined
  front.actions.length = 0
  expect(await verifyStores(stores, { dataset: true })).toMatchObject({ ok: true })
  // By several requests at the same time, each for a part of the table.
  expect(front.actions.filter((action) => action === 'Scan').length).toBeGreaterThanOrEqual(8)
})

test('a server of AWS is another machine, also behind a loopback address', async () => {
  accept({ secretAccessKey: 'secret', sessionToken: 'token' })
  setKeys('secret', 'token')
  await using store = openDynamodbStore(endpoint)
  await assertLocalTarget(store)
  front.headers = { server: 'Server', 'x-amzn-requestid': 'ABC' }
  await expect(assertLocalTarget(store)).rejects.toMatchObject({
    code: 'REMOTE_TARGET_NOT_ALLOWED',
    detail: expect.stringContaining('Amazon DynamoDB, ') as string,
  })
  const { url } = databases.endpoints.postgres
  const separator = url.includes('?') ? '&' : '?'
  await using tunnel = openPostgresStore({ url: `${url}${separator}options=-c%20rds.extensions%3Dhstore` })
  await expect(assertLocalTarget(tunnel)).rejects.toMatchObject({
    detail: expect.stringContaining('Amazon RDS, database t_') as string,
  })
  for (const each of Object.values(databases.stores)) await assertLocalTarget(each)
})

/** A profile whose program returns keys that live for two seconds. The front refuses them from then on. */
function useCredentialProcess(directory: string): void {
  const [program, config] = [join(directory, 'credentials'), join(directory, 'config')]
  writeFileSync(
    program,
    `#!/bin/sh
echo call >> ${directory}/calls
end=$(($(date +%s) + 2))
printf '{"Version":1,"AccessKeyId":"AKIA%s","SecretAccessKey":"secret%s","SessionToken":"token%s","Expiration":"%s"}' $end $end $end $(date -u -d @$end +%Y-%m-%dT%H:%M:%SZ)
`,
  )
  chmodSync(program, 0o700)
  writeFileSync(config, `[profile dev]\nregion = eu-central-1\ncredential_process = ${program}\n`)
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
    vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_CONFIG_FILE', config)
  front.keys = {
    get(id) {
      const end = id.slice('AKIA'.length)
      return { secretAccessKey: `secret${end}`, sessionToken: `token${end}`, expiresAt: Number(end) * 1000 }
    },
  }
}

function countLines(file: string): number {
  return readFileSync(file, 'utf8').trim().split('\n').length
}
