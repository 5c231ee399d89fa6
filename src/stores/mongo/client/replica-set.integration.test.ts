import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Certificates, createCertificates } from '../../../../test/support/certificates.js'
import { type MongoFront, startMongoFront } from '../../../../test/support/start-mongo-front.js'
import { createTestDatabases, type TestDatabases } from '../../../../test/support/test-databases.js'
import { findConnectionProblem } from '../../../core/connection-problem.js'
import { openDocumentReader } from './open-document-reader.js'
import { toStoreError } from '../../to-store-error.js'
import { openMongoStore } from './mongo-store.js'

let databases: TestDatabases
let certificates: Certificates
let front: MongoFront

beforeAll(async () => {
  databases = await createTestDatabases()
  certificates = createCertificates()
  front = await startMongoFront(databases.endpoints.mongo.url, certificates)
})

afterAll(async () => {
  await front[Symbol.asyncDispose]()
  certificates[Symbol.dispose]()
  await databases[Symbol.asyncDispose]()
})

function toUrl(parameters: string): string {
  return `mongodb://${front.hosts.join(',')}${new URL(databases.endpoints.mongo.url).pathname}?replicaSet=rs0&${parameters}`
}

test('a URL names the members of a replica set and its certificate authority', async () => {
  const url = toUrl(`tls=true&tlsCAFile=${certificates.caFile}&retryWrites=false`)
  await using store = openMongoStore({ url })
  expect((await store.ping()).version).toMatch(/^\d/)
  await store.db.collection<{ _id: string }>('things').insertOne({ _id: 'one' })
  expect(await store.db.collection('things').find().toArray()).toEqual([{ _id: 'one' }])
  expect(front.commands[0]).toContain('insert')
  expect(front.commands[1]).not.toContain('insert')
  await using reader = await openDocumentReader({ url })
  expect(reader).toBeDefined()
})

test('reports are read from the member that readPreference names, everything else from the primary', async () => {
  const url = toUrl(
    `tls=true&tlsCAFile=${certificates.caFile}&retryWrites=false&readPreference=secondaryPreferred`,
  )
  await using store = openMongoStore({ url })
  await store.ping()
  expect(await store.db.collection('things').countDocuments()).toBe(1)
  expect(front.commands[1]).not.toContain('aggregate')
  expect(await store.reports.collection('things').countDocuments()).toBe(1)
  expect(front.commands[1]).toContain('aggregate')
})

test('a certificate of an unknown authority is reported, and so are rejected retryable writes', async () => {
  await using unknown = openMongoStore({
    url: toUrl('tls=true&retryWrites=false&serverSelectionTimeoutMS=500'),
  })
  const error: unknown = await unknown.ping().catch((problem: unknown) => problem)
  expect(findConnectionProblem(error)).toMatchObject({ kind: 'tls' })
  await using store = openMongoStore({
    url: toUrl(`tls=true&tlsCAFile=${certificates.caFile}&retryWrites=true`),
  })
  const rejected: unknown = await store.db.collection('things').insertOne({ n: 1 }).catch(toStoreError)
  expect(rejected).toMatchObject({
    code: 'STORE_ERROR',
    suggestion: expect.stringContaining('retryWrites=false') as string,
  })
})
