import { lookUpCategories } from './budget-lookups.js'
import { mapUsersToFamilies } from './identity-lookups.js'
import type { RecordSources, SectionItem } from './record-view.js'

/** What an item of a list refers to: users by the field that contains the id, its family, its category. */
export interface ItemReferences {
  readonly users: Readonly<Record<string, string>>
  /** The family that the users must belong to. */
  readonly family?: string
  readonly category?: { readonly field: string; readonly id: string }
}

/** Marks the items of a page that have a dangling reference (✗) or whose users are in another family (≠). */
export async function annotateItems(
  { postgres, mongo }: RecordSources,
  items: readonly SectionItem[],
  getReferences: (item: SectionItem) => ItemReferences,
): Promise<readonly SectionItem[]> {
  const references = items.map(getReferences)
  const users = references.flatMap((each) => Object.values(each.users))
  const categories = references.flatMap(({ category }) => (category === undefined ? [] : [category.id]))
  const [families, known] = await Promise.all([
    mapUsersToFamilies(postgres, users),
    lookUpCategories(mongo, categories),
  ])
  return items.map((item, i) => {
    const problem = references[i] && findReferenceProblem(references[i], families, known)
    return problem === undefined ? item : { ...item, ...problem }
  })
}

/** Dangling references take precedence over stale copies. */
function findReferenceProblem(
  { users, family, category }: ItemReferences,
  families: ReadonlyMap<string, string | null>,
  categories: ReadonlySet<string>,
): Pick<SectionItem, 'state' | 'note'> | undefined {
  const missing = Object.entries(users).find(([, id]) => !families.has(id))
  if (missing !== undefined) return { state: 'dangling', note: `${missing[0]} ${missing[1]} does not exist` }
  if (category !== undefined && !categories.has(category.id))
    return { state: 'dangling', note: `${category.field} ${category.id} does not exist` }
  if (family === undefined) return undefined
  const misplaced = Object.entries(users).find(([, id]) => families.get(id) !== family)
  if (misplaced === undefined) return undefined
  const [field, id] = misplaced
  return { state: 'stale', note: `family ${family} ≠ ${families.get(id) ?? 'none'} of ${field}` }
}
