import { lookUpCategories } from './budget-lookups.js'
import { mapUsersToFamilies } from './identity-lookups.js'
import type { RecordSources, SectionItem } from './record-view.js'

/** What an item of a list names: each user by the field that holds the id, its family, its category. */
export interface ItemReferences {
  readonly users: Readonly<Record<string, string>>
  /** The family that the users must be in. */
  readonly family?: string
  readonly category?: { readonly field: string; readonly id: string }
}

/** The items of one page with ✗ where one names somebody or something that is not there, ≠ where the families differ. */
export async function annotateItems(
  { postgres, mongo }: RecordSources,
  items: readonly SectionItem[],
  namedBy: (item: SectionItem) => ItemReferences,
): Promise<readonly SectionItem[]> {
  const named = items.map(namedBy)
  const users = named.flatMap((each) => Object.values(each.users))
  const categories = named.flatMap(({ category }) => (category === undefined ? [] : [category.id]))
  const [families, known] = await Promise.all([
    mapUsersToFamilies(postgres, users),
    lookUpCategories(mongo, categories),
  ])
  return items.map((item, i) => {
    const wrong = named[i] && findReferenceProblem(named[i], families, known)
    return wrong === undefined ? item : { ...item, ...wrong }
  })
}

/** An orphan weighs more than a copy that is stale. */
function findReferenceProblem(
  { users, family, category }: ItemReferences,
  families: ReadonlyMap<string, string | null>,
  categories: ReadonlySet<string>,
): Pick<SectionItem, 'state' | 'note'> | undefined {
  const gone = Object.entries(users).find(([, id]) => !families.has(id))
  if (gone !== undefined) return { state: 'dangling', note: `${gone[0]} ${gone[1]} does not exist` }
  if (category !== undefined && !categories.has(category.id))
    return { state: 'dangling', note: `${category.field} ${category.id} does not exist` }
  if (family === undefined) return undefined
  const elsewhere = Object.entries(users).find(([, id]) => families.get(id) !== family)
  if (elsewhere === undefined) return undefined
  const [field, id] = elsewhere
  return { state: 'stale', note: `family ${family} ≠ ${families.get(id) ?? 'none'} of ${field}` }
}
