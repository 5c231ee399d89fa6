import { BUNDLED_ENTITIES } from '../../../domain/entities/registry.js'
import { type DefinedPattern, definePattern } from '../../contracts/access-pattern.js'
import type { MongoFind } from '../../../core/store-types.js'

/** Reads the pending events of a collection. */
type OutboxPattern = DefinedPattern<'mongo', [limit: number], MongoFind>

/**
 * One pattern for each collection whose documents have an outbox. Uses the sparse index on `outbox.time`, which contains only
 * documents with an outbox.
 */
export const OUTBOX_PATTERNS: ReadonlyMap<string, OutboxPattern> = new Map(
  BUNDLED_ENTITIES.all.flatMap(({ place }) =>
    place.store === 'mongo' && place.outbox
      ? [[place.collection, defineOutboxPattern(place.collection)] as const]
      : [],
  ),
)

function defineOutboxPattern(collection: string): OutboxPattern {
  return definePattern({
    name: collection === 'expenses' ? 'budget.outbox' : `budget.outbox-of-${collection}`,
    store: 'mongo',
    summary: `pending events of ${collection}, read by the relay`,
    index: 'outbox_time',
    request: (limit: number) => ({
      find: collection,
      filter: { 'outbox.time': { $exists: true } },
      projection: { outbox: 1 },
      sort: { 'outbox.time': 1 },
      limit,
    }),
    sample: () => [100],
  })
}
