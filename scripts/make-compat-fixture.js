import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'

// node scripts/make-compat-fixture.js CHECKOUT OUTPUT
//
// Makes the fixture of test/e2e/data-of-earlier-versions.e2e.test.ts: the project directory of an earlier version, with
// the state and the data that this version wrote. CHECKOUT is a checkout of that version in which `npm ci` and
// `npm run build` have run; OUTPUT is a `.tar.br` file. Only that version's code writes the data. Needs Linux x64 and
// GNU tar. The migration history records user and host, so run it where both are neutral, for example as root:
//
//   unshare --uts sh -c 'hostname example && exec node scripts/make-compat-fixture.js CHECKOUT OUTPUT'

const [checkout, output] = process.argv.slice(2).map((path) => resolve(path))
if (output === undefined) throw new Error('Usage: node scripts/make-compat-fixture.js CHECKOUT OUTPUT')

const EXPENSE = { amount: '12.50', currency: 'USD', category: { primary: 'household' } }
const PASSWORD = 'correct horse battery staple'
const work = mkdtempSync(join(tmpdir(), 'homemanager-compat-'))
const project = join(work, 'project')
const home = join(project, '.homemanager', 'earlier')
const env = { ...process.env, NO_COLOR: '1', ...(await freePorts()) }

writeFiles({
  'homemanager.yaml': `project: earlier
provider: embedded
migrations:
  postgres: migrations/postgres
  dynamodb: migrations/dynamodb
  mongo: migrations/mongo
`,
  'migrations/postgres/0001-pets.sql': `CREATE TABLE pets (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name text NOT NULL
);

CREATE INDEX pets_owner_id_idx ON pets (owner_id);

-- homemanager: down

DROP TABLE pets;
`,
  'migrations/dynamodb/0001-by-title.json': json({
    up: [{ name: 'index todos by title', addIndex: { name: 'by_title', partitionKey: 'title' } }],
    down: [{ name: 'drop the index', dropIndex: { name: 'by_title' } }],
  }),
  'migrations/mongo/0001-recipes.json': json({
    up: [
      { name: 'create recipes', createCollection: { collection: 'recipes' } },
      {
        name: 'index recipes',
        createIndexes: { collection: 'recipes', indexes: [{ name: 'title', key: { title: 1 } }] },
      },
    ],
    down: [{ name: 'drop recipes', dropCollection: { collection: 'recipes' } }],
  }),
  'migrations/mongo/0002-first-recipe.mjs': `export const migration = {
  up: [
    {
      name: 'insert a recipe',
      run: async ({ db }) => {
        await db.collection('recipes').updateOne({ title: 'Soup' }, { $set: { minutes: 30 } }, { upsert: true })
      },
    },
  ],
  irreversible: 'it cannot be told from what was written since',
}
`,
})
try {
  await main()
} finally {
  await run('down', '--volumes', '--yes')
  rmSync(work, { recursive: true, force: true })
}

async function main() {
  await succeed('up', '--seed', 'demo')
  copyFileSync(join(home, 'state.json'), join(work, 'state-while-running.json'))
  const delivered = await whileDelivering(`http://127.0.0.1:${env.HOMEMANAGER_GATEWAY_PORT}`)
  await succeed('down')

  await succeed('up', '--no-services')
  await withoutDelivery(delivered)
  await leaveMigrationUnfinished()
  const seeded = JSON.parse((await succeed('seed', 'demo', '--json')).stdout)
  await succeed('down')

  writeFileSync(
    join(work, 'expected.json'),
    json({
      counts: seeded.counts,
      fingerprint: seeded.fingerprint,
      password: PASSWORD,
      keeper: { email: delivered.keeper.email, expense: delivered.expense, request: delivered.request },
      signingKey: delivered.signingKey,
    }),
  )
  await pack()
}

/** What users do while the event relay runs: its events reach the event log and their consumers. */
async function whileDelivering(gateway) {
  const keeper = await register(gateway, 'keeper', 'The Keepers')
  await keeper.create('/todo/v1/todos', { title: 'Feed the cat', tags: ['cat'] }, 'first-todo')
  // More than 500, so that a consumer adds a todo to review it.
  const request = {
    key: 'first-expense',
    body: { ...EXPENSE, amount: '750.00', description: 'Sofa' },
  }
  const expense = await keeper.create('/budget/v1/expenses', request.body, request.key)
  const mistake = await keeper.create('/budget/v1/expenses', EXPENSE)
  await keeper.create('/budget/v1/budgets', {
    category: 'household',
    month: '2024-10',
    limit: '1000.00',
    currency: 'USD',
  })
  await leave(gateway, 'mover', 'The Movers', async (mover) =>
    mover.delete(`/identity/v1/families/${mover.familyId}`),
  )
  await until(async () => {
    const [saga] = JSON.parse((await succeed('saga', 'list', '--json')).stdout)
    const todos = await keeper.read('/todo/v1/todos')
    return saga?.state === 'completed' && todos.items.length === 2
  })
  const { keys } = await call(
    `http://127.0.0.1:${env.HOMEMANAGER_IDENTITY_PORT}`,
    undefined,
    'GET',
    '/.well-known/jwks.json',
  )
  await disposing(await openStores(), (stores) => until(async () => (await backlog(stores)) === 0))
  return { keeper, request, expense: expense.id, mistake: mistake.id, signingKey: keys[0].kid }
}

/** What users do while nothing relays events: they stay in the outboxes. One saga stops after its first step. */
async function withoutDelivery(earlier) {
  const { startServices } = await load('gateway/start-services.js')
  await disposing(await openStores(), async (stores) => {
    const ports = { gateway: 0, identity: 0, todo: 0, budget: 0 }
    const services = await startServices({ stores, ports, dataFolder: home })
    await disposing(services, () => changeUndelivered(services.urls.gateway, stores, earlier))
    if ((await backlog(stores)) === 0) throw new Error('The events were delivered.')
  })
}

async function changeUndelivered(gateway, stores, { keeper, mistake }) {
  const again = signedIn(gateway, keeper)
  const [cat] = (await again.read('/todo/v1/todos?tag=cat')).items
  await again.patch(`/todo/v1/todos/${cat.id}`, { status: 'completed' })
  await again.create('/budget/v1/expenses', { ...EXPENSE, amount: '900.00', description: 'Table' })
  await again.delete(`/budget/v1/expenses/${mistake}`)
  await leave(gateway, 'leaver', 'The Leavers', (user) =>
    user.delete(`/identity/v1/families/${user.familyId}`),
  )
  await leave(gateway, 'halfway', 'The Halfways', (user) => beginDeletion(stores, user.familyId))
}

/** A family deletion whose process ended after the first step. */
async function beginDeletion(stores, familyId) {
  const { createSaga, sagaById } = await load('events/sagas/saga-records.js')
  const { runSaga } = await load('events/sagas/run-saga.js')
  const { sagaDefinitions } = await load('events/event-handlers.js')
  const db = stores.postgres.pool
  const [definition] = sagaDefinitions(stores)
  const id = randomUUID()
  await createSaga(db, definition, { id, subject: familyId, correlationId: randomUUID() })
  const { signal } = new AbortController()
  const onStep = (_saga, step, when) => {
    if (step === 'archive-todos' && when === 'after') throw new Error('Stopped here')
  }
  await runSaga(definition, await sagaById(db, id), { db, signal, onStep }).catch((error) => {
    if (error.message !== 'Stopped here') throw error
  })
}

/** A migration that failed at its second step, and whose file was corrected afterwards: the next run resumes it. */
async function leaveMigrationUnfinished() {
  const shops = (command) =>
    json({
      up: [
        { name: 'create shops', createCollection: { collection: 'shops' } },
        { name: 'check', command },
      ],
    })
  writeFiles({ 'migrations/mongo/0003-shops.json': shops({ nonsense: 1 }) })
  const failed = await run('migrate')
  if (failed.code !== 1) throw new Error(`The migration should fail: ${failed.stdout}${failed.stderr}`)
  writeFiles({ 'migrations/mongo/0003-shops.json': shops({ ping: 1 }) })
}

/** Registers a user with a family that has a todo and an expense, and does something with it. */
async function leave(gateway, name, family, action) {
  const user = await register(gateway, name, family)
  await user.create('/todo/v1/todos', { title: 'Pack' })
  await user.create('/budget/v1/expenses', EXPENSE)
  await action(user)
}

async function register(gateway, name, family) {
  const email = `${name}@example.com`
  const user = { email, password: PASSWORD, display_name: name, family_name: family }
  const body = await call(gateway, undefined, 'POST', '/identity/v1/register', user)
  return { email, ...signedIn(gateway, { token: body.access_token, familyId: body.family.id }) }
}

function signedIn(gateway, { token, familyId }) {
  return {
    token,
    familyId,
    read: (path) => call(gateway, token, 'GET', path),
    create: (path, body, key) => call(gateway, token, 'POST', path, body, key),
    patch: (path, body) => call(gateway, token, 'PATCH', path, body),
    delete: (path) => call(gateway, token, 'DELETE', path),
  }
}

async function call(gateway, token, method, path, body, key) {
  const response = await fetch(`${gateway}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      'if-match': '*',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer}`)
  return answer === '' ? {} : JSON.parse(answer)
}

async function disposing(resource, use) {
  try {
    return await use(resource)
  } finally {
    await resource[Symbol.asyncDispose]()
  }
}

async function openStores() {
  const { openStores: open } = await load('stores/open-stores.js')
  const { engines } = JSON.parse(readFileSync(join(home, 'state.json'), 'utf8'))
  return open(Object.fromEntries(engines.map(({ store, endpoint }) => [store, endpoint])))
}

async function backlog(stores) {
  const { outboxesOf } = await load('stores/outboxes-of.js')
  const counts = await Promise.all(outboxesOf(stores).map(async (outbox) => (await outbox.backlog()).count))
  return counts.reduce((sum, count) => sum + count)
}

function load(module) {
  return import(pathToFileURL(join(checkout, 'dist', module)).href)
}

async function run(...args) {
  const program = join(checkout, 'bin', 'homemanager.js')
  const child = spawn(process.execPath, [program, ...args], {
    cwd: project,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const code = new Promise((done) => child.once('exit', done))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await code, stdout, stderr }
}

async function succeed(...args) {
  const result = await run(...args)
  if (result.code !== 0)
    throw new Error(`${args.join(' ')}: ${result.code}\n${result.stdout}${result.stderr}`)
  return result
}

async function until(holds) {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries === 100) throw new Error(`Not within 20 seconds: ${holds}`)
    await sleep(200)
  }
}

/** Without what every start writes again: logs, a cache, and a file with the path of the PostgreSQL binaries. */
async function pack() {
  const neutral = ['--format=gnu', '--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0']
  const left = ['logs', 'postmaster.opts', '.homemanager/config.json'].map((name) => `--exclude=${name}`)
  const tar = spawn(
    'tar',
    ['-c', ...neutral, ...left, '-C', work, 'expected.json', 'state-while-running.json', 'project'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const archive = await buffer(tar.stdout)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LARGE_WINDOW]: 1,
    // 64 MiB: PostgreSQL's template databases are equal, so the second and the third cost nothing.
    [constants.BROTLI_PARAM_LGWIN]: 26,
    [constants.BROTLI_PARAM_SIZE_HINT]: archive.length,
  }
  const packed = brotliCompressSync(archive, { params })
  writeFileSync(output, packed)
  console.log(`${output}: ${packed.length} bytes, ${archive.length} unpacked`)
}

async function freePorts() {
  const ports = {}
  for (const name of ['POSTGRES', 'DYNAMODB', 'MONGO', 'GATEWAY', 'IDENTITY', 'TODO', 'BUDGET']) {
    const server = createServer()
    await new Promise((done) => server.listen(0, '127.0.0.1', done))
    ports[`HOMEMANAGER_${name}_PORT`] = String(server.address().port)
    await new Promise((done) => server.close(done))
  }
  return ports
}

function writeFiles(files) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(project, name, '..'), { recursive: true })
    writeFileSync(join(project, name), content)
  }
}

function json(content) {
  return `${JSON.stringify(content, undefined, 2)}\n`
}
