import type { PlainRecord, ReferenceDeclaration } from '../../domain/entities/entity.js'
import { getReferencedId } from '../../domain/entities/references.js'

/** Records of another entity, by the reference to it and their ids without prefix. */
export interface ReferredIds {
  readonly reference: ReferenceDeclaration
  readonly ids: ReadonlySet<string>
}

/** By the terms of a search: what has a name that contains the term. A record that refers to it is found by the term, too. */
export type ReferredByTerm = ReadonlyMap<string, readonly ReferredIds[]>

/** The values of the field of a reference to one of the ids. */
export function listStoredValues({
  reference: { prefix, onlyWithPrefix },
  ids,
}: ReferredIds): readonly string[] {
  if (prefix === undefined) return [...ids]
  return [...ids].flatMap((id) => (onlyWithPrefix ? [`${prefix}${id}`] : [`${prefix}${id}`, id]))
}

/** Whether the record refers to one of the ids. */
export function refersTo({ reference, ids }: ReferredIds, record: PlainRecord): boolean {
  const id = getReferencedId(reference, record)
  return id !== undefined && ids.has(id)
}
