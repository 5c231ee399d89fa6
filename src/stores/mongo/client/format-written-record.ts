import { BUNDLED_ENTITIES } from '../../../domain/entities/registry.js'

/** A document as the steps of a trace name what they wrote: `expense expense_018f…`. */
export function formatWrittenRecord(collection: string, id: string): string {
  const entity = BUNDLED_ENTITIES.ofStore('mongo').find(({ place }) => place.collection === collection)
  return `${entity?.name ?? collection} ${id}`
}
