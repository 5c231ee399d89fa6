import { isStoreName, STORE_NAMES, type StoreName } from '../../../core/store-name.js'
import { invalidValueError } from '../../usage-error.js'

/** Parses the names of stores, separated by commas. Throws `USAGE`. */
export function parseStoreNames(text: string, subject: string): readonly StoreName[] {
  const names = text.split(',').map((name) => name.trim())
  for (const name of names) {
    if (!isStoreName(name)) throw invalidValueError(subject, name, STORE_NAMES)
  }
  return STORE_NAMES.filter((name) => names.includes(name))
}
