/** A category as the todo service stores it: reference data of the budget service, replicated through its events. */
export interface CategoryItem {
  readonly PK: 'REFERENCE#CATEGORY'
  /** `CATEGORY#<name>`. */
  readonly SK: string
  readonly category: string
  readonly label?: string
  readonly subcategories?: readonly string[]
  /** The category's version. An older event never overwrites a newer one. */
  readonly version: number
  /** The category was deleted. The item stays, so that a redelivered old event does not restore it. */
  readonly deleted?: true
}

export function getCategoryItemKey(category: string): Pick<CategoryItem, 'PK' | 'SK'> {
  return { PK: 'REFERENCE#CATEGORY', SK: `CATEGORY#${category}` }
}
