import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { findTokenProblem } from '../../../../test/support/aws/find-token-problem.js'
import { type RdsFront, startRdsFront } from '../../../../test/support/aws/start-rds-front.js'
import { type Certificates, createCertificates } from '../../../../test/support/certificates.js'
import { createTestDatabases, type TestDatabases } from '../../../../test/support/test-databases.js'
import { findConnectionProblem } from '../../../core/connection-problem.js'
import { parsePostgresUrl } from './parse-postgres-url.js'
import { openPostgresStore } from './postgres-store.js'

const KEYS = new Map([['AKIDEXAMPLE', { secretAccessKey: 'a secret', sessionToken: 'a session token' }]])
let databases: TestDatabases
let certificates: Certificates
let front: RdsFront
let accepts: (user: string, password: string) => boolean | Promise<boolean>

beforeAll(async () => {
  databases = await createTestDatabases()
  certificates = createCertificates()
  front = await startRdsFront({
    url: databases.endpoints.postgres.url,
    certificates,
    accepts: (user, password) => accepts(user, password),
  })
})

afterAll(async () => {
  await front[Symbol.asyncDispose]()
  certificates[Symbol.dispose]()
  await databases[Symbol.asyncDispose]()
})

function toUrl(query: string, { host = 'localhost', password = 'right' } = {}): string {
  const { database } = parsePostgresUrl(databases.endpoints.postgres.url)
  const login = password === '' ? 'app' : `app:${password}`
  return `postgres://${login}@${host}:${front.port}/${database}?${query}`
}

async function connect(url: string): Promise<string> {
  await using store = openPostgresStore({ url })
  return (await store.ping()).version
}

test('sslmode and sslrootcert mean what they mean for libpq', async () => {
  accepts = (_user, password) => password === 'right'
  const { caFile } = certificates
  for (const query of [
    'sslmode=require',
    'sslmode=prefer',
    'sslmode=no-verify',
    `sslmode=verify-ca&sslrootcert=${caFile}`,
    `sslmode=verify-full&sslrootcert=${caFile}`,
  ])
    expect([query, await connect(toUrl(query))]).toEqual([query, expect.stringMatching(/^15/)])
  const onAddress = { host: '127.0.0.1' }
  expect(await connect(toUrl(`sslmode=verify-ca&sslrootcert=${caFile}`, onAddress))).toMatch(/^15/)
  for (const [url, message] of [
    [toUrl(`sslmode=verify-full&sslrootcert=${caFile}`, onAddress), /altnames/],
    [toUrl('sslmode=verify-full'), /self-signed|unable to verify/],
    [toUrl('sslmode=disable'), /no encryption/],
    [toUrl(`sslmode=require&sslrootcert=${caFile}.missing`), /sslrootcert: .*missing cannot be read/],
    [toUrl('sslmode=verify-ca'), /requires a root certificate/],
    [toUrl('sslmode=full'), /sslmode must be one of disable, allow/],
    [toUrl('sslmode=require', { password: 'wrong' }), /authentication failed/],
  ] as const) {
    const error: unknown = await connect(url).catch((problem: unknown) => problem)
    expect([url, error]).toEqual([url, expect.objectContaining({ code: 'STORE_UNREACHABLE' })])
    expect(error).toMatchObject({ detail: expect.stringMatching(message) as string })
    expect(findConnectionProblem(error)).toBeDefined()
  }
})

test('a server without encryption is used with prefer, and refused with require', async () => {
  const plain = new URL(databases.endpoints.postgres.url)
  plain.search = '?sslmode=prefer'
  expect(await connect(plain.href)).toMatch(/^15/)
  plain.search = '?sslmode=require'
  await expect(connect(plain.href)).rejects.toMatchObject({
    detail: expect.stringContaining('does not support SSL') as string,
  })
})

test('with auth=iam, each new connection has a token of its own, which IAM accepts', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a secret')
  vi.stubEnv('AWS_SESSION_TOKEN', 'a session token')
  vi.stubEnv('PGSSLROOTCERT', certificates.caFile)
  const used: string[] = []
  const problems: unknown[] = []
  accepts = async (user, token) => {
    const expected = { host: 'localhost', port: front.port, user, region: 'eu-central-1' }
    const problem = await findTokenProblem(token, expected, KEYS)
    problems.push(problem)
    used.push(token)
    return problem === undefined
  }
  const url = toUrl('sslmode=verify-full&auth=iam&region=eu-central-1', { password: '' })
  await using store = openPostgresStore({ url })
  expect((await store.ping()).version).toMatch(/^15/)
  front.disconnect()
  await vi.waitFor(() => store.ping(), { timeout: 10_000 })
  expect(used.length).toBeGreaterThanOrEqual(2)
  expect(problems).toEqual(problems.map(() => undefined))
  expect(new Set(used.map((token) => new URL(`https://${token}`).searchParams.get('DBUser')))).toEqual(
    new Set(['app']),
  )
})
