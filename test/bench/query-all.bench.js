import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BUNDLED_ENTITIES } from '../../dist/domain/entities/registry.js'
import { queryAll } from '../../dist/query/across/query-all.js'
import { seedStores } from '../../dist/dataset/seeding/seed-stores.js'
import { verifyStores } from '../../dist/verify/verify-stores.js'
import { measureMs } from './measure-ms.js'
import { withFreshStack } from './seed-bench-stack.js'
import { compareDurations, compareWithNode, formatMs } from './time-command.js'
import { withTemporaryDirectory } from './temporary-directory.js'

/** Families of the profile `load`: a million records, which takes some minutes to seed. */
const FAMILIES = Number(process.env.HOMEMANAGER_BENCH_FAMILIES || 34_000)
const JOIN = `SELECT count(*) AS rows, sum(e.amount) AS spent
  FROM users u JOIN todos t ON t.owner = u.id JOIN expenses e ON e.user_id = u.id`

export const benchmarks = [
  {
    name: 'query all: todos and expenses of one user against node -e 0',
    atMost: 8,
    run: () => withFreshStack(compareUserWithNode),
  },
  {
    name: 'query all: a join of all records of small against reading the three stores',
    atMost: 1.5,
    run: () => withFreshStack(compareJoinWithScans),
  },
  {
    name: 'verify: with ten SQL invariants against without',
    atMost: 2,
    run: () => withFreshStack(compareInvariants),
  },
]

async function compareUserWithNode({ stores, env: stackEnv }) {
  const { counts } = await seedStores(stores, { profile: 'load', families: FAMILIES })
  const { rows } = await stores.postgres.pool.query(
    'SELECT id FROM users WHERE family_id IS NOT NULL ORDER BY email DESC LIMIT 1',
  )
  return withTemporaryDirectory(async (cwd) => {
    // The directory is that of another project.
    const env = { ...process.env, ...stackEnv, HOMEMANAGER_STACK_DIGEST: undefined }
    const measured = await compareWithNode(
      11,
      ['query', 'all', `${JOIN} WHERE u.id = :id`, '-p', `id=${rows[0].id}`, '--json'],
      { cwd, env },
    )
    const records = Object.values(counts).reduce((sum, count) => sum + count, 0)
    return { ...measured, figures: { ...measured.figures, records: records.toLocaleString('en-US') } }
  })
}

async function compareJoinWithScans({ stores, data }) {
  await seedStores(stores, { profile: 'small' })
  const endpoints = Object.fromEntries(Object.entries(data).map(([name]) => [name, stores[name].endpoint]))
  const join = () =>
    measureMs(async () => {
      const result = await queryAll(endpoints, {
        root: process.cwd(),
        entities: BUNDLED_ENTITIES,
        text: JOIN,
      })
      for await (const _row of result.rows);
      await result[Symbol.asyncDispose]()
    })
  const scan = () =>
    measureMs(() =>
      Promise.all(
        Object.values(data).map(async (store) => {
          for await (const _page of store.scan());
        }),
      ),
    )
  await join()
  const { subject, reference, ratio } = await compareDurations(5, join, scan)
  return { ratio, figures: { join: formatMs(subject), 'reading the three stores': formatMs(reference) } }
}

async function compareInvariants({ stores }) {
  await seedStores(stores, { profile: 'small' })
  return withTemporaryDirectory(async (root) => {
    const files = Array.from({ length: 10 }, (_, i) => {
      const file = join(root, `invariant-${i}.sql`)
      writeFileSync(
        file,
        `SELECT 'todo' AS entity, t.id, 'Its owner is unknown.' AS message
         FROM todos t LEFT JOIN users u ON u.id = t.owner WHERE u.id IS NULL AND ${i} = ${i}`,
      )
      return file
    })
    const own = { root: process.cwd(), files }
    const { subject, reference, ratio } = await compareDurations(
      5,
      () => measureMs(() => verifyStores(stores, { own })),
      () => measureMs(() => verifyStores(stores)),
    )
    return { ratio, figures: { 'with ten': formatMs(subject), without: formatMs(reference) } }
  })
}
