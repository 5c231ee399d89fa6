/** The three stores, in display order. */
export const STORE_NAMES = ['postgres', 'dynamodb', 'mongo'] as const
export type StoreName = (typeof STORE_NAMES)[number]

/** One value per store. */
export type PerStore<T> = Readonly<Record<StoreName, T>>

export function isStoreName(text: string): text is StoreName {
  return (STORE_NAMES as readonly string[]).includes(text)
}
