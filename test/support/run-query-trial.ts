import fc from 'fast-check'
import { BUNDLED_ENTITIES } from '../../src/domain/entities/registry.js'
import type { Endpoints } from '../../src/core/store-types.js'
import type { Stores } from '../../src/stores/stores.js'
import { type QueryAllOptions, queryAll } from '../../src/query/across/query-all.js'

const ROOT = process.cwd()

/** Columns with ids of users and of families, by view. */
const KEYS: Readonly<
  Record<string, { readonly user?: string; readonly family: string; readonly time: string }>
> = {
  users: { user: 'id', family: 'family_id', time: 'created_at' },
  families: { user: 'owner_id', family: 'id', time: 'created_at' },
  family_members: { user: 'user_id', family: 'family_id', time: 'joined_at' },
  todos: { user: 'owner', family: 'family_id', time: 'due_date' },
  expenses: { user: 'user_id', family: 'family_id', time: 'created_at' },
  expense_items: { user: 'user_id', family: 'family_id', time: 'created_at' },
  budgets: { family: 'family_id', time: 'created_at' },
}
const VIEWS = Object.keys(KEYS)
const KINDS = ['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'SEMI JOIN', 'ANTI JOIN']

export const toEndpoints = ({ postgres, dynamodb, mongo }: Stores): Endpoints => ({
  postgres: postgres.endpoint,
  dynamodb: dynamodb.endpoint,
  mongo: mongo.endpoint,
})

/** All rows as JSON, sorted. */
export async function readRows(
  endpoints: Endpoints,
  options: Omit<QueryAllOptions, 'root' | 'entities'>,
): Promise<readonly string[]> {
  await using result = await queryAll(endpoints, { root: ROOT, entities: BUNDLED_ENTITIES, ...options })
  const rows: string[] = []
  for await (const row of result.rows) rows.push(row.json())
  return rows.toSorted()
}

/**
 * Runs random joins with filters and subqueries twice: with what each needs, and with complete copies of the views. Throws if
 * the results differ. Resolves to the number of queries with rows.
 */
export async function runQueryTrial(stores: Stores, count: number): Promise<number> {
  let done = 0
  const endpoints = toEndpoints(stores)
  const users = await readRows(endpoints, { text: 'SELECT id, family_id FROM users' })
  const known = users.map((row): { id: string; family_id: string | null } => JSON.parse(row))
  await fc.assert(
    fc.asyncProperty(createQuery(known), async (text) => {
      const read = async (readEverything: boolean): Promise<readonly string[]> =>
        readRows(endpoints, { text, readEverything }).catch((error: unknown) => {
          // Some forms of subqueries in joins.
          if (error instanceof Error && error.message.includes('Not implemented Error'))
            return [error.message]
          throw error
        })
      const [needed, complete] = [await read(false), await read(true)]
      if (complete.length > 0) done++
      if (JSON.stringify(needed) !== JSON.stringify(complete))
        throw new Error(`${needed.length} rows instead of ${complete.length}: ${text}`)
    }),
    { numRuns: count, endOnFailure: true },
  )
  return done
}

function createQuery(
  known: readonly { readonly id: string; readonly family_id: string | null }[],
): fc.Arbitrary<string> {
  const user = fc.constantFrom(...known.map(({ id }) => `'${id}'`))
  const family = fc.constantFrom(...known.flatMap(({ family_id: id }) => (id === null ? [] : [`'${id}'`])))
  const day = fc
    .integer({ min: 1, max: 28 })
    .map((n) => `'2024-${String(1 + (n % 12)).padStart(2, '0')}-${String(n).padStart(2, '0')}'`)
  const condition = (alias: string, view: string): fc.Arbitrary<string> => {
    const {
      user: userColumn = 'family_id',
      family: familyColumn,
      time,
    } = KEYS[view] ?? { family: '', time: '' }
    return fc.oneof(
      user.map((id) => `${alias}.${userColumn} = ${id}`),
      fc
        .uniqueArray(user, { minLength: 1, maxLength: 3 })
        .map((ids) => `${alias}.${userColumn} IN (${ids.join(', ')})`),
      family.map((id) => `${id} = ${alias}.${familyColumn}`),
      day.map((from) => `${alias}.${time} >= ${from}`),
      fc.tuple(day, day).map(([from, to]) => `${alias}.${time} BETWEEN TIMESTAMP ${from} AND ${to}`),
      fc.constant(`${alias}.${familyColumn} IS NULL`),
      fc
        .tuple(user, day)
        .map(([id, from]) => `(${alias}.${userColumn} = ${id} OR ${alias}.${time} < ${from})`),
      user.map((id) => `NOT (${alias}.${userColumn} = ${id})`),
      fc
        .tuple(fc.constantFrom(...VIEWS), user, fc.constantFrom('IN', 'NOT IN'))
        .map(
          ([other, id, operator]) =>
            `${alias}.${familyColumn} ${operator} (SELECT o.${KEYS[other]?.family} FROM ${other} o WHERE o.${KEYS[other]?.user ?? 'id'} = ${id})`,
        ),
      fc
        .tuple(fc.constantFrom(...VIEWS), day, fc.constantFrom('', 'NOT '))
        .map(
          ([other, from, not]) =>
            `${not}EXISTS (SELECT 1 FROM ${other} x WHERE x.${KEYS[other]?.family} = ${alias}.${familyColumn} AND x.${KEYS[other]?.time} > ${from})`,
        ),
      family.map((id) => `${alias}.${familyColumn} = (SELECT max(f.id) FROM families f WHERE f.id = ${id})`),
    )
  }
  const on = (left: readonly [string, string], right: readonly [string, string]): fc.Arbitrary<string> => {
    const [a, b] = [KEYS[left[1]], KEYS[right[1]]]
    const byFamily = `${left[0]}.${a?.family} = ${right[0]}.${b?.family}`
    const byUser = a?.user && b?.user ? `${left[0]}.${a.user} = ${right[0]}.${b.user}` : byFamily
    return fc
      .tuple(
        fc.constantFrom(byUser, byUser, byFamily),
        fc.option(fc.oneof(condition(...left), condition(...right))),
      )
      .map(([key, more]) => (more === null ? key : `${key} AND ${more}`))
  }
  return fc
    .tuple(fc.array(fc.constantFrom(...VIEWS), { minLength: 1, maxLength: 3 }), fc.boolean())
    .chain(([views, grouped]) => {
      const tables = views.map((view, i) => [`t${i}`, view] as const)
      const joins = tables
        .slice(1)
        .map((table, i) =>
          fc
            .tuple(fc.constantFrom(...KINDS), fc.nat({ max: i }))
            .chain(([kind, other]) =>
              on(tables[kind === 'SEMI JOIN' || kind === 'ANTI JOIN' ? 0 : other] ?? table, table).map(
                (text) => ({ kind, text }),
              ),
            ),
        )
      return fc
        .tuple(fc.tuple(...joins), fc.array(fc.nat({ max: tables.length - 1 }), { maxLength: 2 }))
        .chain(([found, where]) => {
          // The right side of these is not visible afterwards.
          const hidden = found.findIndex(({ kind }) => /SEMI|ANTI/.test(kind))
          const used = hidden === -1 ? tables : tables.slice(0, hidden + 2)
          const visible = hidden === -1 ? used : used.slice(0, -1)
          const from = used
            .map(([alias, view], i) =>
              i === 0
                ? `${view} ${alias}`
                : `${found[i - 1]?.kind} ${view} ${alias} ON ${found[i - 1]?.text}`,
            )
            .join(' ')
          const columns = visible.flatMap(([alias, view]) => [
            `${alias}.${KEYS[view]?.family} AS ${alias}_f`,
            `${alias}.${KEYS[view]?.time} AS ${alias}_t`,
          ])
          const select = grouped
            ? `SELECT count(*) AS n, ${columns[0]} FROM ${from}`
            : `SELECT ${columns.join(', ')} FROM ${from}`
          const conditions = where.flatMap((n) => {
            const table = visible[n]
            return table === undefined ? [] : [condition(...table)]
          })
          return fc
            .tuple(...conditions)
            .map((texts) =>
              `${select}${texts.length === 0 ? '' : ` WHERE ${texts.join(' AND ')}`}${grouped ? ' GROUP BY ALL' : ''} LIMIT ALL`.replace(
                ' LIMIT ALL',
                '',
              ),
            )
        })
    })
}
