import type { Clock } from '../../../core/clock.js'
import { toCategoryName } from '../../../domain/category-key.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import type { CategoryDocument } from '../../../domain/entities/category.js'
import { createEvent } from '../../../domain/events/create-event.js'
import type { RequestTrace } from '../../http/requests/request-trace.js'
import type { Category } from '../api/budget-schemas.js'

/** A category as the service stores it. */
export type StoredCategory = CategoryDocument & {
  /** 1 to `MAX_CATEGORIES`, unique in the family, which bounds their number. Missing in a category of the operator. */
  readonly slot?: number
  /** The category is hidden and cannot be used. MongoDB removes the document a day later. */
  readonly removed_at?: Date
  /** The request with an idempotency key that created the category. */
  readonly made_by?: { readonly request: string }
  readonly outbox?: readonly EventEnvelope[]
}

/** The largest number of categories of a family, those included that it has removed within a day. */
export const MAX_CATEGORIES = 100

export function toCategory({
  _id,
  family_id: family,
  label,
  subcategories,
  version,
}: CategoryDocument): Category {
  return {
    id: toCategoryName(_id),
    family_id: family?.slice('FAMILY#'.length) ?? null,
    label,
    subcategories,
    // A category that was inserted manually may have no version.
    version: version ?? 1,
  }
}

/** Creates the event of a family's category, caused by a request if there is a trace of one. */
export function createCategoryEvent(
  type: 'budget.category.created' | 'budget.category.deleted',
  category: StoredCategory,
  trace: RequestTrace | undefined,
  clock: Clock,
): EventEnvelope {
  const { _id: subject, family_id: family, label, subcategories, version } = category
  const about = {
    subject,
    aggregateVersion: version ?? 1,
    familyId: family?.slice('FAMILY#'.length),
    correlationId: trace?.correlationId,
    traceparent: trace?.traceparent,
    actorId: trace?.actorId,
  }
  return type === 'budget.category.deleted'
    ? createEvent({ ...about, type, data: {} }, clock)
    : createEvent({ ...about, type, data: { label, subcategories } }, clock)
}
