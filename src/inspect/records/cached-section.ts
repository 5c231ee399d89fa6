import type { RecordSources, Section, SectionItem } from './record-view.js'

/** The fields of a user that other services cache. */
interface CachedUserFields {
  readonly id: string
  readonly family_id: string | null
  readonly display_name: string
  readonly version?: number
}

/** The cached entries of users, each compared with its row in PostgreSQL (≠ if it is stale). */
export function cachedSection(
  sources: RecordSources,
  ids: readonly string[],
  users: (size: number) => Promise<readonly CachedUserFields[]>,
): Section {
  return {
    name: 'cached',
    store: 'cache',
    query: formatCacheQuery(ids),
    ...(sources.getCachedUser === undefined
      ? { unavailableReason: 'stored in the memory of each service; set redis.url to share it' }
      : {}),
    page: async (size) => {
      const { getCachedUser } = sources
      if (getCachedUser === undefined) return { items: [] }
      const lookups = (await users(size)).map(async (user) => {
        const entry = await getCachedUser(user.id)
        return entry === undefined ? [] : [toCachedItem(user, entry)]
      })
      return { items: (await Promise.all(lookups)).flat() }
    },
  }
}

/** The keys are those of the services' cache. */
function formatCacheQuery(ids: readonly string[]): string {
  return ['redis-cli', ids.length === 1 ? 'GET' : 'MGET', ...ids.map((id) => `user:${id}`)].join(' ')
}

function toCachedItem(user: CachedUserFields, entry: Partial<CachedUserFields>): SectionItem {
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
