import { toCanonicalJson } from '../../canonical-json.js'
import type { StoredRecord } from '../../contracts/data-store.js'
import { listDifferentKeys } from '../../list-different-keys.js'
import type { Item } from '../client/item-reader.js'

/** The attributes that differ in value or type. */
export function listChangedAttributes(expected: StoredRecord, stored: StoredRecord): readonly string[] {
  return listDifferentKeys(toItem(expected), toItem(stored), toCanonicalJson)
}

function toItem({ canonical }: StoredRecord): Item {
  return JSON.parse(canonical) as Item
}
