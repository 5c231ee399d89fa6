import { deserialize, type Document, serialize } from 'bson'
import type { StoredRecord } from '../../contracts/data-store.js'
import { listDifferentKeys } from '../../list-different-keys.js'

/** The fields that differ in value or BSON type; if there are none, all fields, whose order differs. */
export function listChangedDocumentFields(expected: StoredRecord, stored: StoredRecord): readonly string[] {
  const fields = toFields(expected)
  const changed = listDifferentKeys(fields, toFields(stored), toComparable)
  return changed.length === 0 ? Object.keys(fields) : changed
}

function toFields({ canonical }: StoredRecord): Document {
  // promoteValues: false preserves BSON number types.
  return deserialize(Buffer.from(canonical, 'latin1'), { promoteValues: false })
}

function toComparable(value: unknown): string {
  return Buffer.from(serialize({ value })).toString('latin1')
}
