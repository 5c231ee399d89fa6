import type { RecordSources, Section, SectionItem } from './record-view.js'

/** What of a user other services keep. */
interface CachedFacts {
  readonly id: string
  readonly family_id: string | null
  readonly display_name: string
  readonly version?: number
}

/** The cached entries of users, each compared with the row it was made of: ≠ where the copy is stale. */
export function cachedSection(
  sources: RecordSources,
  named: string,
  users: (size: number) => Promise<readonly CachedFacts[]>,
): Section {
  return {
    name: 'cached',
    store: 'cache',
    query: `redis-cli GET user:${named}`,
    ...(sources.cachedUser === undefined
      ? { hidden: "in the services' own memory; redis.url shares it" }
      : {}),
    page: async (size) => {
      const { cachedUser } = sources
      if (cachedUser === undefined) return { items: [] }
      const asked = (await users(size)).map(async (user) => {
        const entry = await cachedUser(user.id)
        return entry === undefined ? [] : [item(user, entry)]
      })
      return { items: (await Promise.all(asked)).flat() }
    },
  }
}

function item(user: CachedFacts, entry: Partial<CachedFacts>): SectionItem {
  const stale = (['family_id', 'display_name', 'version'] as const).filter(
    (field) => entry[field] !== undefined && user[field] !== undefined && entry[field] !== user[field],
  )
  const differences = stale
    .map((field) => `${field} ${String(entry[field])} ≠ ${String(user[field])}`)
    .join(', ')
  return {
    kind: 'user',
    id: user.id,
    title: `user:${user.id}  ${entry.display_name ?? ''}`.trimEnd(),
    ...(stale.length === 0 ? {} : { state: 'stale' as const, note: differences }),
    record: { ...entry },
  }
}
