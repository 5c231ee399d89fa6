import { STORE_NAMES } from './store-types.js'

export { STORE_NAMES }
export type StoreName = (typeof STORE_NAMES)[number]

/** One value per store. */
export type PerStore<T> = Readonly<Record<StoreName, T>>

export function isStoreName(text: string): text is StoreName {
  return (STORE_NAMES as readonly string[]).includes(text)
}

/** Creates one value per store. */
export function mapStores<T>(create: (name: StoreName) => T): PerStore<T> {
  return Object.fromEntries(STORE_NAMES.map((name) => [name, create(name)])) as PerStore<T>
}

/** Creates one value per store, concurrently. Rejects as soon as one rejects. */
export async function mapStoresAsync<T>(create: (name: StoreName) => Promise<T>): Promise<PerStore<T>> {
  const values = await Promise.all(STORE_NAMES.map(create))
  return Object.fromEntries(STORE_NAMES.map((name, i) => [name, values[i]])) as PerStore<T>
}
