/** A category as the todo service keeps it: the budget service's reference data, replicated through its events. */
export interface CategoryItem {
  readonly PK: 'REFERENCE#CATEGORY'
  /** `CATEGORY#<name>`. */
  readonly SK: string
  readonly category: string
  readonly label?: string
  readonly subcategories?: readonly string[]
  /** The category's version; an older event never overwrites a newer one. */
  readonly version: number
  /** The category is gone; the item stays, so that an old event that comes again does not bring it back. */
  readonly deleted?: true
}

export function getCategoryItemKey(category: string): Pick<CategoryItem, 'PK' | 'SK'> {
  return { PK: 'REFERENCE#CATEGORY', SK: `CATEGORY#${category}` }
}
