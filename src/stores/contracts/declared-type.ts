/** A TypeScript type of what a store returns, derived from its live schema and the entities. */
export interface DeclaredType {
  /** Unique: `UserRow`. */
  readonly name: string
  /** Where such values are stored: `table users`. */
  readonly source: string
  readonly properties: readonly DeclaredProperty[]
}

export interface DeclaredProperty {
  readonly name: string
  /** A TypeScript type: `string | null`. */
  readonly type: string
  readonly optional?: true
}

/** Classes of the MongoDB driver that a type may name. */
export const DRIVER_TYPES = ['Binary', 'Decimal128', 'Long', 'ObjectId', 'Timestamp'] as const

/** `family_members` as the beginning of a type's name: `FamilyMembers`. */
export function toTypeName(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^\p{L}/u.test(joined) ? joined : `_${joined}`
}

/** The type of an object with these properties, on one line. */
export function toObjectType(properties: readonly DeclaredProperty[]): string {
  if (properties.length === 0) return 'Record<string, unknown>'
  return `{ ${properties.map(formatProperty).join('; ')} }`
}

export function formatProperty({ name, type, optional }: DeclaredProperty): string {
  const key = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name)
  return `readonly ${key}${optional === true ? '?' : ''}: ${type}`
}

/** A union of texts: `'low' | 'high'`. */
export function toTextUnion(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(' | ')
}

/** The type of a list. */
export function toListType(item: string): string {
  return `readonly ${/[ |]/.test(item) && !item.startsWith('{') ? `(${item})` : item}[]`
}
