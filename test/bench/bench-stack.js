import pg from 'pg'

let stackPromise
let nextDatabase = 0

/**
 * The stack of embedded engines that all benchmarks of a run share. `run.js` stops it at the end. It is not that of the bundled library,
 * whose clients the modules in `dist` cannot use.
 */
export function getBenchStack() {
  stackPromise ??= import('../../dist/project/stack/create-stack.js').then(({ createStack }) =>
    createStack({ ephemeral: true, services: 'none', provider: 'embedded' }),
  )
  return stackPromise
}

export async function stopBenchStack() {
  await (await stackPromise)?.stop()
}

/** Creates empty databases, and a table name, in the engines of the shared stack. */
export async function createEmptyDatabases() {
  const { status } = await getBenchStack()
  const name = `bench_${nextDatabase++}`
  const { postgres, dynamodb, mongo } = status.stores
  const admin = new pg.Client({ connectionString: postgres.url })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name}`)
  await admin.end()
  const withDatabase = (url) => Object.assign(new URL(url), { pathname: name }).href
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = (
    await getBenchStack()
  ).env()
  return {
    postgres: { url: withDatabase(postgres.url) },
    dynamodb: {
      endpoint: dynamodb.endpoint,
      region: dynamodb.region,
      table: name,
      accessKeyId: accessKeyId ?? 'homemanager',
      secretAccessKey: secretAccessKey ?? 'homemanager',
    },
    mongo: { url: withDatabase(mongo.url) },
  }
}
