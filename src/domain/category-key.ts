/**
 * The `_id` of a category that belongs to a family: `FAMILY#<id>/<name>`. Expenses and budgets name it without the family, as
 * they name the operator's categories, whose `_id` is the name. `familyKey` may be that of an archived family.
 */
export function toFamilyCategoryKey(familyKey: string, name: string): string {
  return `${familyKey.replace(/^FAMILY#.*:/, 'FAMILY#')}/${name}`
}

/** The name of a category, as expenses and budgets have it. */
export function toCategoryName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1)
}
